import type { Random } from '../../../kernel/random.ts'

/** Makes a value of a type in the language of nft. */
type Values = (random: Random) => string

const number =
  (bound: number): Values =>
  (random) =>
    `${random.of([0, 1, bound - 1, random.below(bound)])}`
const word =
  (...words: readonly string[]): Values =>
  (random) =>
    random.of(words)
const octets = (random: Random): number[] => [
  random.below(256),
  random.below(256),
  random.below(256),
  random.below(256),
]
const ipv4: Values = (random) => octets(random).join('.')
const group = (random: Random): string => random.of(['0', '0', '1', random.below(0x10000).toString(16)])
const ipv6: Values = (random) => Array.from({ length: 8 }, () => group(random)).join(':')
const mac: Values = (random) =>
  [...octets(random), random.below(256), 0].map((octet) => octet.toString(16).padStart(2, '0')).join(':')
const hex =
  (bound: number): Values =>
  (random) =>
    `0x${random.of([0, 1, 0x10, random.below(bound)]).toString(16)}`
const interfaceName: Values = word('"lo"', '"eth0"', '"docker0"', '"br-0123456789"', '"veth*"', '"a"')
const exactName: Values = word('"lo"', '"eth0"', '"docker0"', '"br-0123456789"', '"zz"')

/** Of others nft 1.0.6 leaves the match out before `th dport`: the rule looks wider than it is. */
const protocols: Values = word('tcp', 'udp', 'icmp', 'ipv6-icmp', 'sctp')

/** A prefix that has no bits beyond its length. */
const ipv4Prefix: Values = (random) => {
  const length = random.below(33)
  const address = octets(random).reduce((sum, octet) => sum * 256 + octet, 0)
  const size = 2 ** (32 - length)
  const first = Math.floor(address / size) * size
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${length}`
}
const ipv6Prefix: Values = (random) => `${group(random)}:${group(random)}::/${32 + random.below(30)}`

interface Field {
  readonly name: string
  readonly value: Values
  /** Ranges, larger and smaller make sense. */
  readonly ordered?: true
  readonly prefix?: Values
  /** It cannot be in a concatenation (flags, and what nft 1.0.6 has no length for). */
  readonly alone?: true
}

const ports = ['tcp dport', 'tcp sport', 'udp dport', 'th dport'].map(
  (name): Field => ({ name, value: number(65536), ordered: true }),
)

const network = (family: 'ip' | 'ip6'): readonly Field[] => {
  const [value, prefix] = family === 'ip' ? [ipv4, ipv4Prefix] : [ipv6, ipv6Prefix]
  return [
    { name: `${family} saddr`, value, prefix, ordered: true },
    { name: `${family} daddr`, value, prefix, ordered: true },
    { name: `${family} dscp`, value: word('ef', 'af11', 'cs1', '0x05'), alone: true },
    { name: `${family} length`, value: number(65536), ordered: true },
    family === 'ip' ? { name: 'ip protocol', value: protocols } : { name: 'ip6 nexthdr', value: protocols },
    family === 'ip'
      ? { name: 'ip ttl', value: number(256), ordered: true }
      : { name: 'ip6 hoplimit', value: number(256), ordered: true },
  ]
}

const general: readonly Field[] = [
  { name: 'meta mark', value: hex(0xffffffff), ordered: true },
  { name: 'ct mark', value: hex(0xffffffff), ordered: true },
  { name: 'iifname', value: interfaceName },
  { name: 'oifname', value: interfaceName },
  { name: 'meta length', value: number(65536), ordered: true },
  { name: 'meta pkttype', value: word('host', 'broadcast', 'multicast') },
  { name: 'meta l4proto', value: protocols },
  { name: 'ct state', value: word('new', 'established', 'related', 'invalid', 'established,related'), alone: true },
  { name: 'ct status', value: word('dnat', 'snat,dnat'), alone: true },
  { name: 'ct direction', value: word('original', 'reply') },
  { name: 'meta skuid', value: number(70000), ordered: true },
  { name: 'fib daddr type', value: word('local', 'unicast', 'broadcast') },
  { name: 'tcp flags', value: word('syn', 'fin,syn', 'ack'), alone: true },
  { name: 'tcp window', value: number(65536), ordered: true },
  { name: 'udp length', value: number(65536), ordered: true },
]

/** What rules of a table of a family can look at. */
export const fieldsOf: { readonly [family: string]: readonly Field[] } = {
  ip: [...network('ip'), ...general, ...ports, { name: 'icmp type', value: word('echo-request', 'redirect', '40') }],
  ip6: [...network('ip6'), ...general, ...ports, { name: 'icmpv6 type', value: word('nd-redirect', '128', '200') }],
  inet: [
    ...network('ip'),
    ...network('ip6'),
    ...general,
    ...ports,
    { name: 'icmp type', value: word('echo-reply', 'echo-request') },
    { name: 'icmpv6 type', value: word('nd-neighbor-solicit', 'echo-request') },
  ],
  bridge: [
    ...network('ip'),
    ...ports,
    { name: 'ether saddr', value: mac },
    { name: 'ether type', value: word('ip', 'ip6', 'arp') },
    { name: 'vlan id', value: number(4096), ordered: true, alone: true },
    { name: 'iifname', value: exactName },
    { name: 'meta mark', value: hex(0xffff), ordered: true },
  ],
}

const several = (random: Random, make: Values): string =>
  [...new Set(Array.from({ length: 1 + random.below(4) }, () => make(random)))].join(', ')

const rangeOf = (random: Random, { value }: Field): string => `${value(random)}-${value(random)}`

const oneMatch = (random: Random, field: Field): string => {
  const { name, value, ordered, prefix, alone } = field
  const not = random.below(4) === 0 ? '!= ' : ''
  const plain = `${name} ${not}${value(random)}`
  switch (random.below(6)) {
    case 0:
      return alone === true ? plain : `${name} ${not}{ ${several(random, value)} }`
    case 1:
      return ordered === true ? `${name} ${not}${rangeOf(random, field)}` : plain
    case 2:
      return ordered === true ? `${name} ${random.of(['>', '<='])} ${value(random)}` : plain
    case 3:
      return prefix === undefined ? plain : `${name} ${not}${prefix(random)}`
    case 4:
      return name.endsWith('mark')
        ? `${name} & ${hex(0xffff)(random)} ${random.of(['==', '!='])} ${value(random)}`
        : plain
    default:
      return plain
  }
}

const concatenated = (random: Random, fields: readonly Field[]): string => {
  const usable = fields.filter(({ alone, value }) => alone !== true && value !== interfaceName)
  const parts = [random.of(usable), random.of(usable), random.of(usable)].slice(0, 2 + random.below(2))
  const key = parts.map(({ name }) => name).join(' . ')
  const element: Values = (of) => parts.map(({ value }) => value(of)).join(' . ')
  return random.below(3) === 0
    ? `${key} vmap { ${element(random)} : ${random.of(['accept', 'drop', 'jump other'])} }`
    : `${key} ${random.of(['', '!= '])}{ ${several(random, element)} }`
}

const ends: readonly Values[] = [
  word('accept', 'drop', 'return', 'jump other', 'goto other', 'continue', ''),
  (random) => `meta mark set ${hex(0xffffffff)(random)}`,
  (random) => `ct mark set meta mark and ${hex(0xffff)(random)} or ${hex(0xff)(random)}`,
  (random) => `limit rate ${random.of(['', 'over '])}${1 + random.below(100)}/${random.of(['second', 'hour'])} accept`,
  (random) => `log prefix "p${random.below(9)} " level ${random.of(['info', 'warn', 'debug'])} drop`,
  (random) => `counter packets ${random.below(1e9)} bytes ${random.below(1e12)} accept`,
  (random) => `quota ${random.of(['', 'over '])}${1 + random.below(5000)} ${random.of(['bytes', 'kbytes'])} drop`,
  (random) =>
    `meta mark set jhash ip saddr . ip daddr mod ${1 + random.below(50)} seed 0x${(1 + random.below(1e6)).toString(16)}`,
  (random) =>
    `meta mark set numgen ${random.of(['inc', 'random'])} mod ${2 + random.below(50)} offset ${random.below(9)}`,
]

/** A rule; some are nonsense, which nft refuses. */
export const randomRule = (random: Random, family: string): string => {
  const fields = fieldsOf[family] ?? []
  const matches = Array.from({ length: random.below(4) }, () =>
    random.below(6) === 0 ? concatenated(random, fields) : oneMatch(random, random.of(fields)),
  )
  const middle = random.below(5) === 0 ? ['counter'] : []
  const tail = random.of(ends)(random)
  const comment = random.below(6) === 0 ? [`comment "number ${random.below(1000)}"`] : []
  const [first, ...rest] = matches
  const words = [...(first === undefined ? [] : [first]), ...middle, ...rest, tail, ...comment].filter(
    (part) => part !== '',
  )
  return words.length === comment.length ? 'accept' : words.join(' ')
}

/** `[type, value, the type has prefixes and ranges]` */
const setTypes: readonly (readonly [type: string, value: Values, ordered: boolean])[] = [
  ['ipv4_addr', ipv4, true],
  ['ipv6_addr', ipv6, true],
  ['inet_service', number(65536), true],
  ['mark', hex(0xffffffff), true],
  ['inet_proto', number(200), true],
  ['ifname', exactName, false],
  ['ether_addr', mac, false],
  ['ct_state', word('new', 'established', 'related'), false],
]

/** A set or a map with a name, and elements. */
export const randomSet = (random: Random, name: string): string => {
  const parts = [random.of(setTypes), random.of(setTypes), random.of(setTypes)].slice(0, 1 + random.below(3))
  const interval = random.below(2) === 0 && parts.every(([, , ordered]) => ordered)
  const key: Values = (of) =>
    parts
      .map(([type, value]) => {
        if (interval && type === 'ipv4_addr' && of.below(2) === 0) return ipv4Prefix(of)
        return interval && of.below(3) === 0 ? `${value(of)}-${value(of)}` : value(of)
      })
      .join(' . ')
  const [kind, data, suffix] = random.of([
    ['set', '', (): string => ''],
    ['map', ' : verdict', (): string => ` : ${random.of(['accept', 'drop', 'jump other'])}`],
    ['map', ' : mark', (): string => ` : ${hex(0xffff)(random)}`],
  ] as const)
  const elements = [...new Set(Array.from({ length: random.below(12) }, () => key(random)))]
  const comment = (): string => (random.below(5) === 0 ? ` comment "c${random.below(9)}"` : '')
  const type = parts.map(([word]) => word).join(' . ')
  const body = elements.map((element) => `${element}${comment()}${suffix()}`).join(', ')
  const flags = interval ? ' flags interval;' : ''
  return `${kind} ${name} { type ${type}${data};${flags}${elements.length === 0 ? '' : ` elements = { ${body} };`} }`
}
