import { familyOfPort, isDockersNat, isMasqueraded, isProxied, isTranslated } from '../expected.ts'
import type { Port } from '../port.ts'
import type { NatFault } from '../record.ts'
import type { Scene } from '../scene.ts'

/** What concerns many ports at once: said once. */
export const wholeFaults = (scene: Scene, ports: readonly Port[]): readonly NatFault[] => [
  ...unread(scene, ports),
  ...missing(scene, ports),
  ...masquerade(ports),
  ...forwarding(scene, ports),
]

const unread = ({ rulesRead, netns }: Scene, ports: readonly Port[]): readonly NatFault[] =>
  rulesRead || !ports.some(({ declared }) => declared)
    ? []
    : [
        {
          id: 'rules-unread',
          level: 'doubtful',
          text: `${netns === null ? "the engine's network namespace could not be found" : 'some rules could not be read'}: what is missing cannot be told`,
        },
      ]

/** None of Docker's rules is in force: flushed by somebody, or never written. */
const missing = (scene: Scene, ports: readonly Port[]): readonly NatFault[] => {
  const expecting = ports.filter((port) => familyOfPort(port) === 'ip' && isTranslated(port))
  const unled = expecting.filter(({ dnat }) => dnat === undefined)
  const [nat, filter] = [scene.isDockersAt('prerouting', 'nat', 'ip'), scene.isDockersAt('forward', 'filter', 'ip')]
  if (!nat && unled.length > 0) {
    const byProxy = unled.every(isProxied)
    const what = filter ? 'rules for published ports are' : 'rules are'
    const effect = byProxy ? 'all connections go through docker-proxy' : 'published ports lead nowhere'
    return [
      {
        id: filter ? 'nat-rules-missing' : 'rules-missing',
        level: byProxy ? 'doubtful' : 'broken',
        text: `none of Docker's ${what} in force: ${effect}. Somebody flushed them, or the engine runs with --iptables=false`,
        remedy: 'systemctl restart docker',
      },
    ]
  }
  if (!nat || filter || expecting.length === 0) return []
  const stopped = expecting.some(({ dropped }) => dropped !== undefined && dropped.rule === null)
  const effect = stopped
    ? 'forwarded packets are dropped by the policy'
    : 'nothing protects containers, and published ports depend on what else is let through'
  return [
    {
      id: 'filter-rules-missing',
      level: stopped ? 'broken' : 'doubtful',
      text: `none of Docker's rules for forwarded packets is in force: ${effect}`,
      remedy: 'systemctl restart docker',
    },
  ]
}

/** What containers send out of such a network leaves under addresses that others cannot answer to. */
const masquerade = (ports: readonly Port[]): readonly NatFault[] => {
  const bare = ports.filter(
    (port) =>
      isDockersNat(port) &&
      port.network !== undefined &&
      isMasqueraded(port.network) &&
      port.pieces.masquerade.every(({ rule }) => rule.facts.sourceIsLocal),
  )
  const groups = Map.groupBy(bare, (port) => `${familyOfPort(port)} ${port.network?.id}`)
  return [...groups.values()].flatMap(([port]) =>
    port === undefined
      ? []
      : [
          {
            id: 'masquerade-missing',
            level: 'doubtful',
            text: `no rule gives the host's address to what containers of network ${port.network?.name} send out of it over ${familyNames[familyOfPort(port)]}`,
            remedy: 'systemctl restart docker',
          },
        ],
  )
}

const familyNames = { ip: 'IPv4', ip6: 'IPv6' } as const

const switches = [
  { family: 'ip', setting: 'net.ipv4.ip_forward' },
  { family: 'ip6', setting: 'net.ipv6.conf.all.forwarding' },
] as const

/** Translated packets are forwarded; a host that forwards nothing drops them. */
const forwarding = ({ snapshot, netns }: Scene, ports: readonly Port[]): readonly NatFault[] => {
  const values = snapshot.sysctls.find((settings) => settings.netns === netns)?.values ?? {}
  return switches.flatMap(({ family, setting }) =>
    values[setting] === 0 && ports.some((port) => port.dnat !== undefined && familyOfPort(port) === family)
      ? [
          {
            id: 'forwarding-off',
            level: 'broken',
            text: `the host forwards no ${familyNames[family]} (${setting} is 0): published ports are dead for others`,
            remedy: `sysctl -w ${setting}=1`,
          },
        ]
      : [],
  )
}
