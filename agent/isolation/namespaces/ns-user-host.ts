import type { Check } from '../check.ts'
import { hostNamespace } from '../reading/host-namespace.ts'

export const nsUserHost: Check = hostNamespace({
  id: 'ns-user-host',
  title: "A container's users are the host's: no user namespace",
  gain: 'Whoever gets out of the container is the same user on the host, root for root.',
  reference: '2.9',
  kind: 'user',
  severity: 'low',
  reason: "it is Docker's default, and only matters once something else fails",
  mend: 'with an engine that has userns-remap in /etc/docker/daemon.json, or a rootless one',
})
