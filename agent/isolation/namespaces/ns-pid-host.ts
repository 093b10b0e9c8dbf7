import type { Check } from '../check.ts'
import { hostNamespace } from '../reading/host-namespace.ts'

export const nsPidHost: Check = hostNamespace({
  id: 'ns-pid-host',
  title: 'A container sees the processes of the host',
  gain: 'Reads command lines and, as root, environments and files of all processes of the host, and ends or debugs them.',
  reference: '5.15',
  kind: 'pid',
  severity: 'high',
  reason: 'all processes of the host are within reach of its root user',
  mend: 'without --pid=host',
})
