import type { Check } from '../check.ts'
import { hostNamespace } from '../reading/host-namespace.ts'

export const nsUtsHost: Check = hostNamespace({
  id: 'ns-uts-host',
  title: 'A container shares the host name with the host',
  gain: 'Renames the host, if it has CAP_SYS_ADMIN.',
  reference: '5.20',
  kind: 'uts',
  severity: 'low',
  reason: 'the name can only be changed with CAP_SYS_ADMIN',
  mend: 'without --uts=host',
})
