import type { Check } from '../check.ts'
import { hostNamespace } from '../reading/host-namespace.ts'

export const nsMntHost: Check = hostNamespace({
  id: 'ns-mnt-host',
  title: 'A process of a container works in the file tree of the host',
  gain: 'Reads and, as root, changes all files of the host.',
  reference: null,
  kind: 'mnt',
  severity: 'critical',
  reason: 'nothing but file permissions stands between it and the host',
  mend: 'in a mount namespace of its own',
})
