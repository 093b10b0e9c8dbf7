import type { LinkRecord } from '../../../collectors/links.ts'
import { identitiesOf } from '../../topology/identity.ts'
import type { Check } from '../check.ts'
import { linkWords, segmentsOf } from '../reading/segments.ts'

/** Settings of the bridges of containers (Documentation/networking/ip-sysctl.rst), and what they open. */
const weak = [
  {
    field: 'routeLocalnet',
    name: 'route_localnet',
    reason:
      'packets from the network to 127.0.0.0/8 are not dropped: only rules keep containers from what listens on loopback',
  },
  { field: 'proxyArp', name: 'proxy_arp', reason: 'the host answers for addresses of other networks' },
  {
    field: 'acceptLocal',
    name: 'accept_local',
    reason: "packets that bear the host's own address as sender are taken",
  },
] as const

export const netSysctlWeak: Check = {
  id: 'net-sysctl-weak',
  title: 'A setting of the host lets a network of containers do more than usual',
  gain: "Reaches the host's loopback, or others by addresses that are not theirs.",
  reference: null,
  *find(context) {
    const { snapshot } = context
    for (const { bridge } of segmentsOf(context))
      for (const { field, name, reason } of weak) {
        const values = snapshot.sysctls.find(({ netns }) => netns === bridge.netns)?.values ?? {}
        const [own, all] = [settingOf(bridge, field), values[`net.ipv4.conf.all.${name}`] ?? 0]
        yield own === 0 && all === 0
          ? null
          : {
              severity: 'low',
              reason,
              object: identitiesOf(snapshot).interfaceKey(bridge),
              name: `${name} of ${bridge.name ?? 'a bridge'}`,
              evidence: [
                {
                  where: linkWords(context, bridge),
                  fact: `net.ipv4.conf.${bridge.name ?? ''}.${name} = ${own}, conf.all ${all}`,
                },
              ],
              remedy: [
                name === 'route_localnet'
                  ? '# Docker sets it where there is no userland proxy, and from 28 on drops such packets in table raw'
                  : `sysctl -w net.ipv4.conf.all.${name}=0`,
              ],
            }
      }
  },
}

const settingOf = ({ protocols }: LinkRecord, field: (typeof weak)[number]['field']): number =>
  protocols?.ipv4?.settings?.[field] ?? 0
