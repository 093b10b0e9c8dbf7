import type { Check } from '../check.ts'
import { hostNamespace } from '../reading/host-namespace.ts'

export const nsCgroupHost: Check = hostNamespace({
  id: 'ns-cgroup-host',
  title: "A container sees the host's tree of cgroups",
  gain: 'Learns what else runs on the host; with a writable cgroup filesystem it changes limits of others.',
  reference: '5.24',
  kind: 'cgroup',
  severity: 'low',
  reason: "it is Docker's default on cgroup v1, and shows names only",
  mend: '--cgroupns=private',
})
