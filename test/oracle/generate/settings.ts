import type { Draft, SpaceDraft } from './draft.ts'

/** Settings per device: path below `conf/DEVICE`, values, percent. */
const ofDevices: readonly (readonly [string, readonly number[], number])[] = [
  ['ipv4/conf/%/rp_filter', [1, 2, 1], 14],
  ['ipv4/conf/%/arp_ignore', [1, 2, 8], 6],
  ['ipv4/conf/%/arp_filter', [1], 4],
  ['ipv4/conf/%/arp_announce', [1, 2], 4],
  ['ipv4/conf/%/route_localnet', [1], 6],
  ['ipv4/conf/%/proxy_arp', [1], 6],
  ['ipv4/conf/%/accept_local', [1], 4],
  ['ipv4/conf/%/forwarding', [0], 4],
  ['ipv4/conf/%/src_valid_mark', [1], 2],
  ['ipv6/conf/%/forwarding', [0], 3],
  ['ipv6/conf/%/disable_ipv6', [1], 2],
  ['ipv6/conf/%/proxy_ndp', [1], 3],
]

const ofSpaces: readonly (readonly [string, readonly number[], number])[] = [
  ['ipv4/icmp_echo_ignore_all', [1], 3],
  ['ipv4/ip_nonlocal_bind', [1], 2],
  ['ipv4/tcp_l3mdev_accept', [1], 1],
  ['ipv6/icmp/echo_ignore_all', [1], 2],
  ['ipv4/fwmark_reflect', [1], 2],
  ['ipv6/bindv6only', [1], 2],
]

const ofBridges: readonly (readonly [string, readonly number[], number])[] = [
  ['bridge/bridge-nf-call-iptables', [0], 45],
  ['bridge/bridge-nf-call-ip6tables', [0], 45],
  ['bridge/bridge-nf-call-arptables', [0], 45],
]

export const drawSettings = (draft: Draft, space: SpaceDraft): void => {
  const { random, chance } = draft
  const devices = [
    'all',
    ...new Set(
      draft.places.filter((place) => place.space === space.name && place.device !== 'lo').map(({ device }) => device),
    ),
  ]
  const isHost = space.role === 'host'
  for (const device of devices)
    for (const [path, values, percent] of ofDevices)
      if (chance(isHost ? percent / 2 : percent / 4))
        space.settings.push(`net/${path.replace('%', device)}=${random.of(values)}`)
  for (const [path, values, percent] of ofSpaces)
    if (chance(percent)) space.early.push(`net/${path}=${random.of(values)}`)
  if (isHost)
    for (const [path, values, percent] of ofBridges)
      if (chance(percent)) space.early.push(`net/${path}=${random.of(values)}`)
}
