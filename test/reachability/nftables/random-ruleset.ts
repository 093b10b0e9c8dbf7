import type { Random } from '../../kernel/random.ts'

/** Makes words of the nft language. */
type Words = (random: Random) => string

const word =
  (...words: readonly string[]): Words =>
  (random) =>
    random.of(words)

/** The few values that packets of the test have, and some that none has. */
const ipv4 = word('10.1.0.10', '10.1.0.11', '10.2.0.10', '10.2.0.11', '10.1.0.1', '10.2.0.1', '10.9.9.9')
const ipv4Prefix = word('10.1.0.0/16', '10.2.0.0/16', '10.1.0.10/31', '10.0.0.0/8', '10.2.0.8/29', '192.168.0.0/16')
const ipv6 = word('fd00:1::10', 'fd00:1::11', 'fd00:2::10', 'fd00:2::11', 'fd00:1::1', 'fd00:9::9')
const ipv6Prefix = word('fd00:1::/64', 'fd00:2::/64', 'fd00::/16', 'fd00:2::10/127', '2001:db8::/32')
const port = word('80', '53', '8000', '8001', '8002', '443')
const portRange = word('50-100', '8000-8001', '1024-65535', '1-79')
const mark = word('0x0', '0x1', '0x2', '0x10', '0xffff0001')
const markRange = word('0x0-0x1', '0x2-0xffff')

interface Field {
  readonly name: string
  readonly value: Words
  readonly range?: Words
  /** The type of a set's keys. */
  readonly type?: string
  /** Tables that have it. */
  readonly families: readonly string[]
}

const all = ['ip', 'ip6', 'inet', 'netdev']
const of4 = ['ip', 'inet', 'netdev']
const of6 = ['ip6', 'inet', 'netdev']
/** Where conntrack has been by then. */
const tracked = ['ip', 'ip6', 'inet']

const fields: readonly Field[] = [
  { name: 'ip saddr', value: ipv4, range: ipv4Prefix, type: 'ipv4_addr', families: of4 },
  { name: 'ip daddr', value: ipv4, range: ipv4Prefix, type: 'ipv4_addr', families: of4 },
  { name: 'ip6 saddr', value: ipv6, range: ipv6Prefix, type: 'ipv6_addr', families: of6 },
  { name: 'ip6 daddr', value: ipv6, range: ipv6Prefix, type: 'ipv6_addr', families: of6 },
  { name: 'ip ttl', value: word('63', '64', '1'), range: word('60-63', '64-255'), families: of4 },
  { name: 'ip6 hoplimit', value: word('63', '64', '1'), range: word('60-63', '64-255'), families: of6 },
  { name: 'ip dscp', value: word('cs0', 'ef', 'af11', 'cs6'), range: word('0x00-0x10', '0x20-0x3f'), families: of4 },
  { name: 'ip6 dscp', value: word('cs0', 'ef', 'cs6'), families: of6 },
  { name: 'ip ecn', value: word('not-ect', 'ce', 'ect0'), families: of4 },
  { name: 'ip length', value: word('28', '40', '60'), range: word('0-40', '41-2000'), families: of4 },
  { name: 'ip id', value: word('0', '1'), range: word('0-10', '11-65535'), families: ['netdev'] },
  { name: 'ip frag-off & 0x1fff', value: word('0', '185'), families: of4 },
  { name: 'ip protocol', value: word('tcp', 'udp', 'icmp'), type: 'inet_proto', families: of4 },
  { name: 'ip6 nexthdr', value: word('tcp', 'udp', 'ipv6-icmp'), families: of6 },
  { name: 'ip version', value: word('4', '6'), families: of4 },
  { name: 'ip hdrlength', value: word('5', '6'), families: of4 },
  { name: 'tcp dport', value: port, range: portRange, type: 'inet_service', families: all },
  { name: 'tcp sport', value: port, range: portRange, type: 'inet_service', families: all },
  { name: 'udp dport', value: port, range: portRange, type: 'inet_service', families: all },
  { name: 'udp sport', value: port, range: portRange, families: all },
  { name: 'th dport', value: port, range: portRange, families: all },
  { name: 'udp length', value: word('8', '12'), range: word('0-10', '9-100'), families: all },
  { name: 'tcp flags', value: word('syn', 'ack', 'rst', 'syn,ack'), families: all },
  { name: 'tcp flags & (syn|ack|rst)', value: word('syn', 'ack', 'syn|ack'), families: all },
  { name: 'tcp window', value: word('64240', '65160'), range: word('0-64240', '64241-65535'), families: all },
  { name: 'tcp option maxseg size', value: word('1460', '1440'), range: word('0-1450', '1451-9000'), families: all },
  { name: 'tcp option window kind', value: word('3', '4'), families: all },
  { name: 'tcp doff', value: word('5', '10'), families: all },
  { name: 'icmp type', value: word('echo-request', 'echo-reply', 'destination-unreachable'), families: of4 },
  { name: 'icmp code', value: word('0', '3'), families: of4 },
  { name: 'icmpv6 type', value: word('echo-request', 'echo-reply'), families: of6 },
  { name: 'meta mark', value: mark, range: markRange, type: 'mark', families: all },
  { name: 'meta mark & 0xff', value: word('0x0', '0x1', '0x2'), families: all },
  { name: 'iifname', value: word('"wa"', '"wb"', '"w*"', '"lo"'), families: all },
  { name: 'oifname', value: word('"wa"', '"wb"', '"w*"', '""'), families: tracked },
  { name: 'iif', value: word('"wa"', '"wb"', '"lo"'), families: all },
  { name: 'iiftype', value: word('ether', 'loopback'), families: all },
  { name: 'iifgroup', value: word('0', '7'), families: all },
  { name: 'meta iifkind', value: word('"veth"', '"bridge"'), families: all },
  { name: 'meta length', value: word('28', '40', '60'), range: word('0-40', '41-2000'), families: all },
  { name: 'meta l4proto', value: word('tcp', 'udp', 'icmp', 'ipv6-icmp'), range: word('1-6', '7-60'), families: all },
  { name: 'meta nfproto', value: word('ipv4', 'ipv6'), families: ['inet'] },
  { name: 'meta protocol', value: word('ip', 'ip6'), families: all },
  { name: 'meta pkttype', value: word('host', 'broadcast', 'other'), families: all },
  { name: 'meta priority', value: word('0:0', '0:1', '1:0'), families: ['netdev'] },
  { name: 'meta skuid', value: word('0', '1000'), families: tracked },
  { name: 'meta ipsec', value: word('exists', 'missing'), families: tracked },
  { name: 'rt ip nexthop', value: ipv4, families: ['ip'] },
  { name: 'rt classid', value: word('0', '1'), families: ['ip', 'ip6'] },
  {
    name: 'ct state',
    value: word('new', 'established', 'related', 'invalid', 'untracked', 'new,established'),
    families: tracked,
  },
  { name: 'ct mark', value: mark, range: markRange, families: tracked },
  { name: 'ct mark & 0xf', value: word('0x0', '0x1'), families: tracked },
  { name: 'ct direction', value: word('original', 'reply'), families: tracked },
  { name: 'ct status', value: word('seen-reply', 'assured', 'confirmed', 'snat'), families: tracked },
  { name: 'ct protocol', value: word('tcp', 'udp'), families: tracked },
  { name: 'ct original proto-dst', value: port, families: tracked },
  { name: 'ct reply proto-src', value: port, families: tracked },
  { name: 'ct original ip saddr', value: ipv4, range: ipv4Prefix, families: ['inet', 'ip'] },
  { name: 'ct reply ip6 saddr', value: ipv6, families: ['inet', 'ip6'] },
  { name: 'ct l3proto', value: word('ipv4', 'ipv6'), families: tracked },
  { name: 'ct zone', value: word('0', '1'), families: tracked },
  { name: 'ct label', value: word('0', '5'), families: tracked },
  { name: 'ct packets', value: word('0', '1'), range: word('0-1', '2-100'), families: tracked },
  { name: 'fib saddr . iif oif', value: word('"wa"', '"wb"', '0'), families: tracked },
  { name: 'fib saddr . iif oif', value: word('missing', 'exists'), families: tracked },
  { name: 'fib daddr oifname', value: word('"wa"', '"wb"', '"lo"'), families: tracked },
  { name: 'fib daddr type', value: word('local', 'unicast', 'broadcast', 'unreachable'), families: tracked },
  { name: 'fib daddr . iif type', value: word('local', 'unicast'), families: tracked },
  { name: 'fib saddr type', value: word('local', 'unicast'), families: tracked },
  { name: 'ether saddr', value: word('02:00:00:00:0c:01', '02:00:00:00:0c:02'), type: 'ether_addr', families: all },
  { name: 'ether daddr', value: word('02:00:00:00:0a:01', '02:00:00:00:0b:01'), families: all },
  { name: 'ether type', value: word('ip', 'ip6'), families: all },
  { name: '@th,0,16', value: word('8000', '8001'), range: word('0-8000', '8001-65535'), families: all },
  { name: '@nh,64,8', value: word('64', '63', '6'), families: all },
  { name: '@ih,0,8', value: word('0', '1'), range: word('0-10', '11-255'), families: all },
  { name: 'exthdr frag', value: word('exists', 'missing'), families: of6 },
  { name: 'exthdr hbh', value: word('exists', 'missing'), families: of6 },
  { name: 'frag frag-off', value: word('0', '185'), families: of6 },
  { name: 'hbh nexthdr', value: word('tcp', 'udp'), families: of6 },
]

const several = (random: Random, make: Words): string =>
  [...new Set(Array.from({ length: 1 + random.below(4) }, () => make(random)))].join(', ')

const valueOrRange =
  ({ value, range }: Field): Words =>
  (random) =>
    range !== undefined && random.below(2) === 0 ? range(random) : value(random)

const match = (random: Random, family: string): string => {
  const usable = fields.filter(({ families }) => families.includes(family))
  const field = random.of(usable)
  const not = random.below(4) === 0 ? '!= ' : ''
  const plain = `${field.name} ${not}${field.value(random)}`
  if (field.name.includes('&') || /exists|missing|\*/.test(plain))
    return plain.replace('!= exists', 'exists').replace('!= missing', 'missing')
  switch (random.below(6)) {
    case 0:
      return `${field.name} ${not}{ ${several(random, field.value)} }`
    case 1:
      return field.range === undefined ? plain : `${field.name} ${not}${field.range(random)}`
    case 2:
      return field.range === undefined ? plain : `${field.name} ${not}{ ${several(random, field.range)} }`
    case 3:
      return concatenation(random, usable, not)
    case 4:
      return `${random.of(['ip', 'ip6'])} saddr ${not}@${random.of(namedSets)}`
    default:
      return plain
  }
}

const concatenation = (random: Random, usable: readonly Field[], not: string): string => {
  const joinable = usable.filter(
    ({ name }) =>
      !/&|exthdr|fib|flags|status|state|label|skuid|@|kind|ifname|length|hbh|rt |ecn|dscp|option|ipsec|priority|version|hdrl|doff|zone|direction/.test(
        name,
      ),
  )
  const parts = [random.of(joinable), random.of(joinable), random.of(joinable)].slice(0, 2 + random.below(2))
  const isRanged = random.below(2) === 0
  const element: Words = (of) => parts.map((field) => (isRanged ? valueOrRange(field) : field.value)(of)).join(' . ')
  return `${parts.map(({ name }) => name).join(' . ')} ${not}{ ${several(random, element)} }`
}

const namedSets = ['exact4', 'ranges4', 'exact6', 'dynamic4']

/** Sets that rules name; every table has them. */
const sets = `
  set exact4 { type ipv4_addr; elements = { 10.1.0.10, 10.2.0.11 }; }
  set ranges4 { type ipv4_addr; flags interval; elements = { 10.1.0.10-10.1.0.40, 10.2.0.0/29 }; }
  set exact6 { type ipv6_addr; elements = { fd00:1::10, fd00:2::11 }; }
  set dynamic4 { type ipv4_addr; flags dynamic; }
  set small4 { type ipv4_addr; flags dynamic; size 2; }
  set pairs { type ipv4_addr . inet_service; flags dynamic; }
  map marks { type ipv4_addr : mark; flags interval; elements = { 10.1.0.0/28 : 0x1, 10.1.0.16/28 : 0x2, 10.2.0.11 : 0x10 }; }
  map verdicts { type inet_service : verdict; elements = { 80 : jump two, 8001 : goto three, 53 : return, 443 : continue, 8002 : accept }; }
  map ranged { type ipv4_addr . inet_service : verdict; flags interval; elements = { 10.1.0.0/24 . 80 : jump three, 10.2.0.0-10.2.0.10 . 1-9000 : jump two, 10.0.0.0/8 . 9001-65535 : continue }; }
`

const statements: readonly (readonly [words: Words, families: readonly string[]])[] = [
  [(random) => `meta mark set ${mark(random)}`, all],
  [(random) => `meta mark set meta mark & 0xff | ${word('0x10', '0x100')(random)}`, all],
  [word('meta mark set ip saddr map @marks'), of4],
  [word('meta mark set jhash ip saddr . ip daddr mod 4 seed 0x12345678'), of4],
  [word('meta mark set jhash ip6 saddr . tcp dport mod 7 seed 0x1 offset 1'), of6],
  [word('meta mark set tcp dport map { 80 : 0x1, 8000-8001 : 0x2, * : 0x10 }'), all],
  [word('meta priority set 1:0', 'meta priority set 0:1'), all],
  [(random) => `ct mark set ${mark(random)}`, tracked],
  [word('ct mark set meta mark', 'meta mark set ct mark', 'ct mark set ct mark | 0x1'), tracked],
  [word('ct label set 5'), tracked],
  [word('notrack'), tracked],
  [word('ip ttl set 63', 'ip dscp set ef', 'ip ecn set ce'), of4],
  [word('ip6 hoplimit set 63', 'ip6 dscp set cs6'), of6],
  [word('tcp dport set 8002', 'udp sport set 443'), all],
  [word('tcp option maxseg size set 1400', 'reset tcp option timestamp', 'tcp option maxseg size set rt mtu'), tracked],
  [
    word(
      'add @dynamic4 { ip saddr }',
      'delete @dynamic4 { ip saddr }',
      'update @dynamic4 { ip daddr }',
      'add @small4 { ip saddr }',
      'add @small4 { ip daddr }',
    ),
    of4,
  ],
  [word('add @pairs { ip saddr . tcp dport }', 'ip daddr . udp dport != @pairs', 'ip saddr . tcp dport @pairs'), of4],
  [word('limit rate 100000/second burst 100000 packets', 'quota over 0 bytes'), []],
  [word('log', 'counter'), all],
  [word('numgen inc mod 1 0'), all],
]

const rejects = word(
  'reject',
  'reject with tcp reset',
  'reject with icmpx type admin-prohibited',
  'reject with icmpx type host-unreachable',
)

const verdicts: readonly Words[] = [
  word('accept', 'drop', 'return', 'continue'),
  word('jump two', 'jump three', 'goto two', 'goto three', 'jump four'),
  word('', '', ''),
]

/** A rule with a counter behind its matches and changes, before its verdict. */
const rule = (random: Random, family: string, verdict: Words): string => {
  const matches = Array.from({ length: random.below(3) }, () => match(random, family))
  const usable = statements.filter(([, families]) => families.includes(family))
  const statement = random.below(3) === 0 ? [random.of(usable)[0](random)] : []
  return [...matches, ...statement, 'counter', verdict(random)].join(' ').trim()
}

/** Maps of verdicts count what is found in their elements' rules. */
const mapRule = (random: Random, family: string): string =>
  of4.includes(family)
    ? random.of([
        'counter tcp dport vmap @verdicts',
        'counter udp dport vmap @verdicts',
        'counter ip saddr . tcp dport vmap @ranged',
        'counter meta mark vmap { 0x0 : continue, 0x1 : jump two, 0x2-0xff : jump three }',
        'counter ip protocol vmap { tcp : jump two, udp : jump three, * : continue }',
      ])
    : random.of(['counter tcp dport vmap @verdicts', 'counter meta l4proto vmap { tcp : jump two, udp : goto three }'])

/** Deeper chains only lead to deeper ones: nft refuses loops. */
const userVerdicts: { readonly [chain: string]: Words } = {
  two: word('', 'return', 'jump four', 'goto four', 'jump three', 'continue'),
  three: word('', 'return', 'jump four', 'continue', 'accept'),
  four: word('', 'return', 'drop', 'accept', 'continue'),
}

interface Base {
  readonly name: string
  readonly hook: string
}

const hooks: { readonly [family: string]: readonly Base[] } = {
  netdev: [{ name: 'ingress_a', hook: 'type filter hook ingress device "wa" priority 0;' }],
  others: [
    { name: 'early', hook: 'type filter hook prerouting priority -300;' },
    { name: 'middle', hook: 'type filter hook prerouting priority -150;' },
    { name: 'forwarded', hook: 'type filter hook forward priority 0;' },
    { name: 'incoming', hook: 'type filter hook input priority 0;' },
    { name: 'leaving', hook: 'type filter hook postrouting priority 0;' },
  ],
}

interface RandomRuleset {
  /** Chains and sets without rules. */
  readonly skeleton: string
  /** `add rule …`; nft refuses some. */
  readonly rules: readonly string[]
}

/** Rejecting is for what is on its way to somebody. */
const verdictAt = (random: Random, chain: string): Words =>
  (chain === 'forwarded' || chain === 'incoming') && random.below(5) === 0 ? rejects : random.of(verdicts)

/** Tables of one to three families, with sets, maps, user chains and rules. */
export const randomRuleset = (random: Random): RandomRuleset => {
  const families = [...new Set([random.of(all), random.of(all), random.of(tracked)])]
  const rules: string[] = []
  const tables = families.map((family) => {
    const bases = hooks[family] ?? hooks['others'] ?? []
    const add = (chain: string, text: string): void => void rules.push(`add rule ${family} t ${chain} ${text}`)
    // The router itself tells its groups whenever it likes.
    if (family === 'ip6' || family === 'inet') add('leaving', 'icmpv6 type mld2-listener-report accept')
    for (const { name } of bases)
      for (let i = 0; i < 3 + random.below(5); i++)
        add(name, random.below(4) === 0 ? mapRule(random, family) : rule(random, family, verdictAt(random, name)))
    for (const [chain, verdict] of Object.entries(userVerdicts))
      for (let i = 0; i < 1 + random.below(4); i++) add(chain, rule(random, family, verdict))
    const chains = ['four', 'three', 'two'].map((name) => `  chain ${name} { }`)
    const policy = (): string => (random.below(6) === 0 ? ' policy drop;' : '')
    const based = bases.map(({ name, hook }) => `  chain ${name} { ${hook}${policy()} }`)
    return `table ${family} t {\n${[...chains, sets, ...based].join('\n')}\n}\n`
  })
  return { skeleton: tables.join(''), rules }
}
