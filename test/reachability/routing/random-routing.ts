import { type Random, randomFrom } from '../../kernel/random.ts'

/** A namespace with random devices, addresses, routes and rules, as lines for `ip -batch`; some are refused by the kernel. */
export interface RandomRouting {
  readonly lines: readonly string[]
  /** Paths below /proc/sys/net, and what is written there. */
  readonly sysctls: readonly (readonly [path: string, value: number])[]
  /** Addresses that lie in and beside the prefixes. */
  readonly addresses: readonly string[]
  readonly devices: readonly string[]
}

export const marks = [0, 1, 2, 3, 7]
export const uids = [0, 1000, 1500]
export const tosValues = [0, 0x10, 0x08, 0x04]
const tables = ['main', '100', 'main', '101', 'main', '253', 'main', '100', 'main', '101', 'main', 'local']
const devices = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5']

/** d4 is down; d5 has no carrier. */
const deviceLines = devices.flatMap((name, at) => [
  `link add ${name} index ${10 + at} type veth peer name p${at} index ${30 + at}`,
  ...(at === 4 ? [] : [`link set ${name} up`]),
  ...(at === 5 ? [] : [`link set p${at} up`]),
])

export const randomIpv4 = (seed: number, withRules: boolean): RandomRouting => {
  const random = randomFrom(seed)
  const subnet = (): string => `10.${random.below(3)}.${random.below(4)}`
  const host = (): string => `${subnet()}.${random.of([1, 2, 3, 5, 9, 130, 200, 255])}`
  const lines = ['link set lo up', ...deviceLines]
  const owned: string[] = ['127.0.0.1']
  const own = (): string => {
    const address = host()
    owned.push(address)
    return address
  }
  for (const name of devices) {
    if (random.below(3) === 0) lines.push(`link set ${name} group ${random.below(3)}`)
    for (let n = random.below(4); n > 0; n--) {
      const scope = random.below(4) === 0 ? ` scope ${random.of(['link', 'host', 'global'])}` : ''
      lines.push(
        random.below(5) === 0
          ? `addr add ${own()} peer ${host()}/${random.of([24, 32])} dev ${name}${scope}`
          : `addr add ${own()}/${random.of([16, 24, 24, 25, 32])} brd + dev ${name}${scope}`,
      )
    }
  }
  if (random.below(2) === 0) lines.push(`addr add ${subnet()}.77/24 dev lo`)
  const hop = (): string => `via ${host()} dev ${random.of(devices)}${random.below(3) > 0 ? ' onlink' : ''}`
  lines.push(...nexthopLines(random, hop))
  const prefix = (): string => {
    const length = random.of([8, 15, 16, 22, 24, 24, 25, 30, 32, 32])
    return random.below(8) === 0 ? 'default' : `${prefixOf(host(), length)}/${length}`
  }
  for (let n = 0; n < 60; n++)
    lines.push(
      `route ${random.of(['append', 'add', 'prepend'])} ${ipv4Route(random, { prefix, hop, own: () => random.of(owned) })}`,
    )
  for (let n = withRules ? 4 + random.below(12) : 0; n > 0; n--)
    lines.push(randomRule(random, () => `${prefixOf(host(), 16)}/16`, ['d0', 'd1', 'd2', 'd3', 'lo', 'nowhere']))
  const sysctls: [string, number][] = devices.flatMap((name): [string, number][] => [
    [`ipv4/conf/${name}/forwarding`, random.of([1, 1, 1, 0])],
    [`ipv4/conf/${name}/rp_filter`, random.of([0, 0, 1, 2])],
    [`ipv4/conf/${name}/accept_local`, random.of([0, 0, 1])],
    [`ipv4/conf/${name}/src_valid_mark`, random.of([0, 1])],
    [`ipv4/conf/${name}/route_localnet`, random.of([0, 0, 1])],
    [`ipv4/conf/${name}/ignore_routes_with_linkdown`, random.of([0, 1])],
  ])
  const addresses = [
    ...Array.from({ length: 70 }, host),
    '10.0.0.77',
    '127.0.0.1',
    '127.0.0.9',
    '8.8.8.8',
    '172.16.0.1',
  ]
  return { lines, sysctls, addresses, devices }
}

const nexthopLines = (random: Random, hop: () => string): string[] => [
  ...[1, 2, 3, 4].map((id) => `nexthop add id ${id} ${hop()}`),
  'nexthop add id 5 blackhole',
  `nexthop add id 11 group ${random.of(['1/2', '1,3/2', '2/3', '3/4'])}`,
  `nexthop add id 12 group ${random.of(['1/4', '2/3/4', '1/2/3,5'])}`,
]

interface Parts {
  readonly prefix: () => string
  readonly hop: () => string
  /** An address of the namespace. */
  readonly own: () => string
}

const ipv4Route = (random: Random, { prefix, hop, own }: Parts): string => {
  const table = random.of(tables)
  const tail = `table ${table}${random.below(3) === 0 ? ` metric ${random.of([5, 10, 100])}` : ''}${random.below(6) === 0 ? ` tos ${random.of(['0x10', '0x08', '0x04'])}` : ''}`
  const source = random.below(4) === 0 ? ` src ${own()}` : ''
  const where = `${prefix()} ${tail}`
  switch (random.below(10)) {
    case 0:
    case 1:
      return `${random.of(['blackhole', 'unreachable', 'prohibit', 'throw'])} ${where}`
    case 2:
      return `${where} nexthop ${hop()} weight ${1 + random.below(3)} nexthop ${hop()}${random.below(2) === 0 ? ` nexthop ${hop()}` : ''}`
    case 3:
      return `${where} nhid ${random.of([1, 2, 3, 4, 5, 11, 12])}`
    case 4:
      return `${random.below(2) === 0 ? `local ${where} dev lo` : `broadcast ${where} dev ${random.of(devices)}`}${source}`
    case 5:
      return `${where} via inet6 fe80::${1 + random.below(9)} dev ${random.of(devices)}${random.below(2) === 0 ? ' onlink' : ''}`
    case 6:
      return `${where} dev ${random.of(devices)} scope ${random.of(['link', 'global'])}${source}`
    default:
      return `${where} ${hop()}${source}`
  }
}

const randomRule = (random: Random, prefix: () => string, inputs: readonly string[]): string => {
  const chosen = [
    `from ${prefix()}`,
    `to ${prefix()}`,
    `iif ${random.of(inputs)}`,
    `oif ${random.of(['d0', 'd1', 'd2', 'nowhere'])}`,
    `fwmark ${random.of(marks)}${random.below(2) === 0 ? '/0x3' : ''}`,
    `uidrange 1000-${random.of([1000, 2000])}`,
    'ipproto tcp',
    'ipproto udp dport 50-100',
    'ipproto tcp sport 5-10',
    `tos ${random.of(['0x10', '0x08', '0x04'])}`,
  ].filter(() => random.below(7) === 0)
  const suppress =
    random.below(3) === 0
      ? ` ${random.of(['suppress_prefixlength 0', 'suppress_prefixlength 16', 'suppress_ifgroup 1'])}`
      : ''
  const action = random.of([
    `table ${random.of(tables)}${suppress}`,
    `table ${random.of(tables)}${suppress}`,
    `table ${random.of(tables)}`,
    random.of(['blackhole', 'unreachable', 'prohibit']),
    `goto ${random.of([9000, 20000, 32766])}`,
    'nop',
  ])
  const priority = random.of([0, 5, 100, 500, 9000, 10_000, 20_000, 32_000, 32_800])
  const isOnlyRefusal = chosen.length === 0 && !action.startsWith('table') && priority < 32_766
  return `rule add ${random.below(5) === 0 ? 'not ' : ''}${chosen.join(' ')} ${isOnlyRefusal ? 'table 100' : action} priority ${priority}`
}

export const randomIpv6 = (seed: number, withRules: boolean): RandomRouting => {
  const random = randomFrom(seed)
  const subnet = (): string => `fd00:${1 + random.below(3)}:${1 + random.below(4)}`
  const host = (): string =>
    random.of([
      `${subnet()}::${random.of(['1', '2', '3', 'a:1', 'ff'])}`,
      `2001:db8:${1 + random.below(2)}::${1 + random.below(3)}`,
    ])
  const lines = ['link set lo up', ...deviceLines]
  const owned: string[] = ['::1']
  const own = (): string => {
    const address = host()
    owned.push(address)
    return address
  }
  const lasting = ['nodad', 'nodad', 'nodad preferred_lft 0 valid_lft 9000', 'nodad home']
  for (const name of devices) {
    for (let n = random.below(4); n > 0; n--)
      lines.push(`addr add ${own()}/${random.of([48, 64, 64, 112, 128])} dev ${name} ${random.of(lasting)}`)
    if (random.below(3) === 0) lines.push(`link set ${name} group ${random.below(3)}`)
  }
  if (random.below(2) === 0) lines.push(`addr add ${own()}/128 dev lo nodad`)
  const hop = (): string =>
    `via ${random.below(2) === 0 ? `fe80::${1 + random.below(4)}` : host()} dev ${random.of(devices)}${random.below(2) === 0 ? ' onlink' : ''}`
  lines.push(...nexthopLines(random, hop))
  const prefix = (): string =>
    random.below(8) === 0 ? 'default' : `${host()}/${random.of([16, 32, 48, 64, 64, 112, 128, 128])}`
  for (let n = 0; n < 60; n++)
    lines.push(
      `route ${random.of(['append', 'add', 'prepend'])} ${ipv6Route(random, { prefix, hop, host, own: () => random.of(owned) })}`,
    )
  for (let n = 0; n < 8; n++)
    lines.push(
      `neigh replace fe80::${1 + random.below(4)} dev ${random.of(devices)} ${random.of(['nud failed', 'lladdr 02:00:00:00:00:09 nud reachable', 'lladdr 02:00:00:00:00:09 nud stale'])}`,
    )
  for (let n = withRules ? 4 + random.below(10) : 0; n > 0; n--)
    lines.push(
      randomRule(random, () => `${subnet()}::/48`, ['d0', 'd1', 'd2', 'd3', 'lo', 'nowhere']).replace(
        'table 253',
        'table 100',
      ),
    )
  const forwarding = random.below(2)
  const sysctls: [string, number][] = [
    ['ipv6/conf/all/forwarding', forwarding],
    ['ipv6/conf/d5/ignore_routes_with_linkdown', random.below(2)],
  ]
  const addresses = [
    ...Array.from({ length: 70 }, host),
    '::1',
    'fe80::1',
    'fe80::2',
    'fe80::3',
    'ff02::1',
    'ff05::1',
    '2002::1',
    '2001:db8:9::1',
  ]
  return { lines, sysctls, addresses, devices }
}

const ipv6Route = (random: Random, { prefix, hop, host, own }: Parts & { readonly host: () => string }): string => {
  // Ways of one prefix and metric become one route, and the kernel tells only what its first way prefers: give all the same.
  const [metric, preference, source] = random.of([
    ['5', 'low', ` src ${own()}`],
    ['256', 'high', ''],
    ['1024', 'medium', ''],
  ])
  const from = random.below(8) === 0 ? ` from ${host()}/${random.of([48, 64, 128])}` : ''
  const where = `${prefix()}${from} table ${random.of(tables)} metric ${metric} pref ${preference}`
  switch (random.below(10)) {
    case 0:
    case 1:
      return `${random.of(['blackhole', 'unreachable', 'prohibit', 'throw'])} ${where}`
    case 2:
      return `${where} nexthop ${hop()} weight ${1 + random.below(3)} nexthop ${hop()}`
    case 3:
      return `${where} nhid ${random.of([1, 2, 3, 4, 5, 11, 12])}`
    case 4:
      return `${random.of(['local', 'anycast', 'unicast'])} ${where} dev ${random.of(devices)}`
    case 5:
    case 6:
      return `${where} dev ${random.of(devices)}${source}`
    default:
      return `${where} ${hop()}`
  }
}

/** The address with its last bits zero. */
const prefixOf = (address: string, length: number): string => {
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const first = number - (number % 2 ** (32 - length))
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
}
