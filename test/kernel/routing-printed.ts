import { routeTypes } from '../../collectors/netlink/messages/route.ts'
import { number, type Printed, part, present, word, words } from './print.ts'

/** What `ip -N -j -d` prints of addresses, routes, rules and nexthops, in the form of our records. */
export type IndexOf = (name: unknown) => number | undefined

const AF_INET = 2
const AF_INET6 = 10

const bitsOf = (bits: { readonly [name: string]: number }, set: (name: string) => boolean): number =>
  Object.entries(bits).reduce((sum, [name, bit]) => (set(name) ? sum | bit : sum), 0)

/** linux/if_addr.h; `ip` says `dynamic` where IFA_F_PERMANENT (0x80) is not set. */
const addressFlags = {
  secondary: 1,
  temporary: 1,
  nodad: 2,
  optimistic: 4,
  dadfailed: 8,
  home: 0x10,
  deprecated: 0x20,
  tentative: 0x40,
  mngtmpaddr: 0x100,
  noprefixroute: 0x200,
  autojoin: 0x400,
  'stable-privacy': 0x800,
}

export const printedAddress = (ifindex: number, printed: Printed): object => {
  const v4 = printed['family'] === 'inet'
  const { local, address } = printed
  return present({
    family: v4 ? AF_INET : AF_INET6,
    prefixLength: printed['prefixlen'],
    scope: number(printed['scope']),
    ifindex,
    address: address ?? local,
    local: v4 || address !== undefined ? local : undefined,
    broadcast: printed['broadcast'],
    label: printed['label'],
    flags: bitsOf(addressFlags, (name) => printed[name] === true) | (printed['dynamic'] === true ? 0 : 0x80),
    routePriority: printed['metric'],
  })
}

/** `default`, an address, or an address with a prefix length. */
const prefixOf = (text: unknown, family: number): { address: string | undefined; length: number } => {
  if (text === undefined || text === 'default' || text === 'all') return { address: undefined, length: 0 }
  const [address = '', length] = word(text).split('/')
  // A prefix of length 0 has no address in the message.
  const bits = length === undefined ? (family === AF_INET ? 32 : 128) : Number(length)
  return { address, length: bits }
}

/** RTNH_F_*, linux/rtnetlink.h */
const hopFlags = { dead: 1, pervasive: 2, onlink: 4, offload: 8, linkdown: 16, unresolved: 32, trap: 64 }
const flagsOf = (printed: Printed): number => bitsOf(hopFlags, (name) => words(printed['flags']).includes(name))

const viaOf = (printed: Printed): object | undefined => {
  const via = part(printed, 'via')
  if (via['host'] === undefined) return undefined
  return { family: via['family'] === 'inet6' ? AF_INET6 : AF_INET, address: via['host'] }
}

const flowOf = (printed: Printed): number | undefined => {
  const { from, to } = part(printed, 'flow')
  return to === undefined ? undefined : number(to) + 65536 * number(from)
}

/** Our name of each metric, and how many of its units `ip` counts as one. */
const metrics: { readonly [name: string]: readonly [ours: string, unit: number] } = {
  mtu: ['mtu', 1],
  window: ['window', 1],
  rtt: ['rtt', 8],
  rttvar: ['rttVar', 4],
  ssthresh: ['slowStartThreshold', 1],
  cwnd: ['congestionWindow', 1],
  advmss: ['advertisedMss', 1],
  reordering: ['reordering', 1],
  hoplimit: ['hopLimit', 1],
  initcwnd: ['initialWindow', 1],
  rto_min: ['minimumRto', 1],
  initrwnd: ['initialReceiveWindow', 1],
  quickack: ['quickAck', 1],
}

const metricsOf = (printed: Printed): object | undefined => {
  const [list] = Array.isArray(printed['metrics']) ? (printed['metrics'] as Printed[]) : []
  if (list === undefined) return undefined
  return {
    ...Object.fromEntries(
      Object.entries(metrics).flatMap(([name, [ours, unit]]) =>
        list[name] === undefined ? [] : [[ours, number(list[name]) * unit]],
      ),
    ),
    features: 'ecn' in list ? 1 : undefined,
    congestionControl: list['congestion'],
  }
}

const preferences = ['medium', 'high', 'low']

export const printedRoute = (family: 4 | 6, printed: Printed, indexOf: IndexOf): object => {
  const ours = family === 4 ? AF_INET : AF_INET6
  const destination = prefixOf(printed['dst'], ours)
  const source = prefixOf(printed['from'], ours)
  const hops = Array.isArray(printed['nexthops']) ? (printed['nexthops'] as Printed[]) : undefined
  return present({
    family: ours,
    destinationLength: destination.length,
    sourceLength: source.length,
    tos: number(printed['tos']),
    protocol: number(printed['protocol']),
    scope: number(printed['scope']),
    type: routeTypes[number(printed['type'])],
    flags: flagsOf(printed),
    destination: destination.address,
    source: source.address,
    outputInterface: indexOf(printed['dev']),
    gateway: printed['gateway'],
    via: viaOf(printed),
    priority: printed['metric'],
    preferredSource: printed['prefsrc'],
    metrics: metricsOf(printed),
    flow: flowOf(printed),
    table: number(printed['table']),
    nexthopId: printed['nhid'],
    preference: printed['pref'] === undefined ? undefined : preferences.indexOf(word(printed['pref'])),
    multipath: hops?.map((hop) =>
      present({
        flags: flagsOf(hop),
        hops: number(hop['weight']) - 1,
        ifindex: indexOf(hop['dev']),
        gateway: hop['gateway'],
        via: viaOf(hop),
        flow: flowOf(hop),
      }),
    ),
  })
}

const actions: { readonly [number: string]: string } = { 6: 'blackhole', 7: 'unreachable', 8: 'prohibit' }
/** FIB_RULE_*, linux/fib_rules.h, by the field that `ip` prints. */
const ruleFlags = { not: 2, unresolved: 4, iif_detached: 8, oif_detached: 16 }

const rangeOf = (printed: Printed, name: string): object | undefined => {
  const start = printed[name] ?? printed[`${name}_start`]
  return start === undefined ? undefined : { start, end: printed[`${name}_end`] ?? start }
}

export const printedRule = (family: number, printed: Printed): object => {
  const has = (field: string): boolean => field in printed
  const action = has('goto') ? 'goto' : has('nop') ? 'nop' : (actions[word(printed['action'])] ?? 'to-table')
  const length = (field: string, of: unknown): number =>
    of === undefined || of === 'all' ? 0 : number(printed[field] ?? (family === AF_INET ? 32 : 128))
  return present({
    family,
    destinationLength: length('dstlen', printed['dst']),
    sourceLength: length('srclen', printed['src']),
    tos: number(printed['tos']),
    action,
    flags: bitsOf(ruleFlags, has),
    destination: printed['dst'],
    source: printed['src'] === 'all' ? undefined : printed['src'],
    inputInterface: printed['iif'],
    outputInterface: printed['oif'],
    goto: printed['goto'],
    priority: printed['priority'] === 0 ? undefined : printed['priority'],
    mark: has('fwmark') ? number(printed['fwmark']) : undefined,
    // `ip` prints no mask where all bits count.
    markMask: has('fwmark') ? number(printed['fwmask'] ?? 0xffffffff) : undefined,
    flow: has('flow_to') ? number(printed['flow_to']) : undefined,
    tunnelId: has('tun_id') ? BigInt(number(printed['tun_id'])).toString(16).padStart(16, '0') : undefined,
    suppressInterfaceGroup: has('suppress_ifgroup') ? number(printed['suppress_ifgroup']) : undefined,
    suppressPrefixLength: has('suppress_prefixlen') ? printed['suppress_prefixlen'] : -1,
    table: number(printed['table']),
    l3mdev: has('l3mdev') ? true : undefined,
    uidRange: has('uid_start') ? { start: printed['uid_start'], end: printed['uid_end'] } : undefined,
    protocol: number(printed['protocol']),
    ipProtocol: has('ipproto') ? number(word(printed['ipproto']).replace('ipproto-', '')) : undefined,
    sourcePorts: rangeOf(printed, 'sport'),
    destinationPorts: rangeOf(printed, 'dport'),
  })
}

export const printedNexthop = (printed: Printed, indexOf: IndexOf): object => {
  const has = (field: string): boolean => field in printed
  const gateway = printed['gateway']
  const group = Array.isArray(printed['group']) ? (printed['group'] as Printed[]) : undefined
  const resilient = printed['type'] === 'resilient' ? 1 : 0
  return present({
    // `ip` does not print the family: a gateway shows it, a group has none.
    family: group ? 0 : word(gateway).includes(':') ? AF_INET6 : AF_INET,
    scope: number(printed['scope']),
    protocol: number(printed['protocol']),
    flags: flagsOf(printed),
    id: printed['id'],
    group: group?.map(({ id, weight = 1 }) => ({ id, weight })),
    groupType: group ? resilient : undefined,
    blackhole: has('blackhole') ? true : undefined,
    outputInterface: indexOf(printed['dev']),
    gateway,
    fdb: has('fdb') ? true : undefined,
  })
}
