import type { Random } from '../../kernel/random.ts'

const tables: { readonly [name: string]: readonly string[] } = {
  raw: ['PREROUTING', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
}

const chains = ['a', 'b', 'c', 'd']

const not = (random: Random): string => (random.below(4) === 0 ? '! ' : '')
const maybe = (random: Random, percent: number, words: () => string): string =>
  random.below(100) < percent ? `${words()} ` : ''

const ipv4Networks = [
  '10.1.0.0/16',
  '10.1.0.2',
  '10.2.0.0/16',
  '10.2.0.3',
  '10.0.0.0/8',
  '10.1.0.1',
  '0.0.0.2/0.0.0.255',
]
const ipv6Networks = ['fd00:1::/64', 'fd00:1::2', 'fd00:2::/64', 'fd00:2::3', 'fd00::/16', 'fd00:1::1', '::2/::ffff']
const interfaces = ['wa', 'w+', 'wb', 'eth0', 'wa+', 'wab']

/** Only what an entry compares, marks, and comments. Interfaces that a built-in chain has not, iptables refuses. */
const matchOf = (random: Random, chain: string, isIpv6: boolean): string => {
  const networks = isIpv6 ? ipv6Networks : ipv4Networks
  const protocols = ['udp', isIpv6 ? 'ipv6-icmp' : 'icmp', 'tcp', '132']
  const [noInput, noOutput] = [
    ['OUTPUT', 'POSTROUTING'],
    ['INPUT', 'PREROUTING'],
  ]
  return [
    maybe(random, 30, () => `${not(random)}-s ${random.of(networks)}`),
    maybe(random, 30, () => `${not(random)}-d ${random.of(networks)}`),
    maybe(random, 25, () => `${not(random)}-p ${random.of(protocols)}`),
    noInput.includes(chain) ? '' : maybe(random, 20, () => `${not(random)}-i ${random.of(interfaces)}`),
    noOutput.includes(chain) ? '' : maybe(random, 15, () => `${not(random)}-o ${random.of(interfaces)}`),
    isIpv6 ? '' : maybe(random, 5, () => `${not(random)}-f`),
    maybe(random, 25, () => `-m mark ${not(random)}--mark 0x${random.below(4)}/0x${random.of([1, 2, 3])}`),
    maybe(random, 10, () => '-m comment --comment x'),
  ].join('')
}

const hmark = (random: Random, isIpv6: boolean): string => {
  const length = random.of(isIpv6 ? [128, 127, 64] : [32, 31, 16])
  const parts = random.of([
    '--hmark-tuple src,dst',
    '--hmark-tuple src,dst,sport,dport,proto',
    `--hmark-src-prefix ${length} --hmark-dst-prefix ${length}`,
    `--hmark-src-prefix ${length} --hmark-dport-mask 0x${random.of(['ffff', 'ff', '0'])} --hmark-proto-mask 0xff`,
  ])
  return `-j HMARK ${parts} --hmark-mod 4 --hmark-offset ${random.below(2)} --hmark-rnd 0x${random.below(2 ** 31).toString(16)}`
}

/** Targets that change a packet; TCPMSS and ECN take what is TCP alone. */
const mangling = (random: Random, isIpv6: boolean): string => {
  const value = random.of([5, 30, 64, 200])
  const ttl = isIpv6 ? `-j HL --hl-` : `-j TTL --ttl-`
  return random.of([
    () => `-j TOS --set-tos 0x${random.of(['10', '08', 'ff'])}/0x${random.of(['3f', 'ff', 'f0'])}`,
    () => `-j DSCP --set-dscp 0x${random.below(64).toString(16)}`,
    () => (random.below(2) === 0 ? `${ttl}set ${value}` : `${ttl}inc ${value}`),
    () => hmark(random, isIpv6),
  ])()
}

/** Whole rules whose target asks for a match. */
const tcpRule = (random: Random, isIpv6: boolean): string =>
  random.of([
    () => `-p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --set-mss ${random.of([400, 1000, 1400])}`,
    () => `-p tcp -j TCPOPTSTRIP --strip-options ${random.of(['timestamp', 'sack-permitted,wscale', 'mss', '3'])}`,
    () =>
      isIpv6 ? '-p tcp -j MARK --set-mark 1' : `-p tcp -j ECN ${random.of(['--ecn-tcp-remove', '--ecn-ip-ect 1'])}`,
  ])()

const targetOf = (random: Random, table: string, level: number, isIpv6: boolean): string => {
  const later = chains.slice(level)
  const kind = random.of(['accept', 'return', 'jump', 'jump', 'jump', 'goto', 'none', 'mark', 'mark', 'mangle', 'drop'])
  if ((kind === 'jump' || kind === 'goto') && later.length > 0) return `-${kind[0]} ${random.of(later)}`
  if (kind === 'accept') return '-j ACCEPT'
  if (kind === 'drop') return random.below(4) === 0 ? '-j DROP' : '-j RETURN'
  if (kind === 'return') return '-j RETURN'
  if (kind === 'mark') return `-j MARK --set-xmark 0x${random.below(4)}/0x${random.below(4)}`
  return kind === 'mangle' && table === 'mangle' ? mangling(random, isIpv6) : ''
}

const ruleOf = (random: Random, table: string, chain: string, level: number, isIpv6: boolean): string =>
  table === 'mangle' && random.below(6) === 0
    ? tcpRule(random, isIpv6)
    : `${matchOf(random, chain, isIpv6)}${targetOf(random, table, level, isIpv6)}`

const linesOf = (random: Random, table: string, chain: string, level: number, isIpv6: boolean): readonly string[] =>
  Array.from(
    { length: random.below(level === 0 ? 6 : 5) },
    () => `-A ${chain} ${ruleOf(random, table, chain, level, isIpv6)}`,
  )

/** What iptables-restore takes: tables with chains that jump to each other; now and then a chain is left empty. */
export const rulesetOf = (random: Random, isIpv6: boolean): string =>
  Object.entries(tables)
    .flatMap(([table, built]) => [
      `*${table}`,
      ...built.map((chain) => `:${chain} ${random.below(8) === 0 ? 'DROP' : 'ACCEPT'} [0:0]`),
      ...chains.map((chain) => `:${chain} - [0:0]`),
      ...built.flatMap((chain) => linesOf(random, table, chain, 0, isIpv6)),
      ...chains.flatMap((chain, at) => linesOf(random, table, chain, at + 1, isIpv6)),
      'COMMIT',
    ])
    .join('\n')
    .concat('\n')
