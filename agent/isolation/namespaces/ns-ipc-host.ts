import type { Check } from '../check.ts'
import { hostNamespace } from '../reading/host-namespace.ts'

export const nsIpcHost: Check = hostNamespace({
  id: 'ns-ipc-host',
  title: 'A container shares memory and message queues with the host',
  gain: 'Reads and changes shared memory and semaphores of programs of the host.',
  reference: '5.16',
  kind: 'ipc',
  severity: 'medium',
  reason: 'databases and display servers of the host keep data in shared memory',
  mend: 'without --ipc=host',
})
