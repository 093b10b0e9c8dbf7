import { expect, test } from 'vitest'
import { scratchNamespace } from '../extensions/scratch-namespace.ts'
import { nftTablesAt, printed, readLegacyAt, savedLines } from './iptables-compared.ts'
import { type Random, randomFrom } from './random.ts'

type Family = 'ipv4' | 'ipv6'

const chains = ['DOCKER', 'DOCKER-USER', 'zzz', 'a.very_long-name-of-a-chain', 'x']
const built = ['INPUT', 'FORWARD', 'OUTPUT']
const interfaces = ['eth0', 'br-0123456789ab', 'veth+', 'docker0', 'e+', 'fifteen-letters']

const maybe = (random: Random, percent: number, words: () => readonly string[]): readonly string[] =>
  random.below(100) < percent ? words() : []
const not = (random: Random): readonly string[] => maybe(random, 25, () => ['!'])

const ipv4Of = (random: Random): string =>
  Array.from({ length: 4 }, () => random.of([0, 1, 10, 127, 128, 192, 255, random.below(256)])).join('.')
const ipv6Of = (random: Random): string =>
  Array.from({ length: 8 }, () => random.of([0, 0, 0, 0xfe80, 0xffff, random.below(0x10000)]).toString(16)).join(':')
const addressOf = (random: Random, family: Family): string => (family === 'ipv4' ? ipv4Of : ipv6Of)(random)

/** A prefix of any length from 1 on, or a mask with holes. */
const networkOf = (random: Random, family: Family): string => {
  const bits = family === 'ipv4' ? 32 : 128
  const mask = random.below(5) === 0 ? addressOf(random, family) : 1 + random.below(bits)
  const isNothing = typeof mask === 'string' && /^[0.:]*$/.test(mask)
  return `${addressOf(random, family)}/${isNothing ? 8 : mask}`
}

const portsOf = (random: Random): string => {
  const from = random.of([0, 1, 80, 65535, random.below(65536)])
  const to = random.of([from, 65535, from + random.below(65536 - from)])
  // All ports: iptables-legacy leaves them out, and iptables-nft has no words for that.
  return from === 0 && to === 65535 ? '1:65535' : from === to ? `${from}` : `${from}:${to}`
}

const flags = ['SYN', 'ACK', 'FIN', 'RST', 'URG', 'PSH']
const flagsOf = (random: Random): string => flags.filter(() => random.below(2) === 0).join(',') || 'SYN'

const protocolWords = (random: Random, family: Family): readonly string[] => {
  const protocol = random.of(['tcp', 'udp', 'tcp', 'other', 'icmp', 'not'])
  if (protocol === 'other') return ['-p', `${2 + random.below(253)}`]
  if (protocol === 'not') return ['!', '-p', random.of(['tcp', 'udp', '47', '200'])]
  if (protocol === 'icmp') {
    const [name, match] = family === 'ipv4' ? ['icmp', 'icmp'] : ['ipv6-icmp', 'icmpv6']
    return [
      '-p',
      name,
      '-m',
      match === 'icmp' ? 'icmp' : 'icmp6',
      ...not(random),
      `--${match}-type`,
      `${random.below(250)}`,
    ]
  }
  const ports = [
    ...maybe(random, 50, () => [...not(random), '--sport', portsOf(random)]),
    ...maybe(random, 70, () => [...not(random), '--dport', portsOf(random)]),
    ...(protocol === 'tcp'
      ? maybe(random, 30, () => [...not(random), '--tcp-flags', flagsOf(random), flagsOf(random)])
      : []),
  ]
  return ['-p', protocol, ...maybe(random, 80, () => ['-m', protocol, ...ports])]
}

const comments = [
  'plain',
  'two words',
  '',
  `it's`,
  'back\\slash',
  '"quoted"',
  'ünï',
  'x'.repeat(255),
  '[1:2] -A',
  '$(rm)',
]
const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

const matchWords = (random: Random): readonly string[] => [
  ...maybe(random, 20, () => ['-m', 'comment', '--comment', quote(random.of(comments) || 'none')]),
  ...maybe(random, 15, () => [
    '-m',
    'mark',
    ...not(random),
    '--mark',
    `0x${random.below(2 ** 31).toString(16)}/0x${random.of(['ff', 'ffffffff', '1', '0'])}`,
  ]),
  ...maybe(random, 15, () => [
    '-m',
    'conntrack',
    ...not(random),
    '--ctstate',
    random.of(['NEW', 'RELATED,ESTABLISHED', 'INVALID']),
  ]),
  ...maybe(random, 10, () => [
    '-m',
    'limit',
    '--limit',
    random.of(['5/min', '3/hour', '10/day', '100/sec']),
    '--limit-burst',
    `${1 + random.below(30)}`,
  ]),
  ...maybe(random, 10, () => ['-m', 'pkttype', '--pkt-type', random.of(['broadcast', 'multicast'])]),
  ...maybe(random, 10, () => ['-m', 'addrtype', ...not(random), '--dst-type', 'LOCAL']),
]

/** Jumps go to later chains only: there are no loops. */
const targetWords = (random: Random, level: number): readonly string[] => {
  const later = chains.slice(level)
  const kind = random.of(['verdict', 'verdict', 'jump', 'goto', 'none', 'LOG', 'NFLOG', 'MARK', 'REJECT'])
  if ((kind === 'jump' || kind === 'goto') && later.length > 0) return [kind === 'jump' ? '-j' : '-g', random.of(later)]
  if (kind === 'verdict') return ['-j', random.of(['ACCEPT', 'DROP', 'RETURN'])]
  if (kind === 'LOG') return ['-j', 'LOG', '--log-prefix', quote(random.of(['a', 'b c', 'd:']))]
  if (kind === 'NFLOG')
    return [
      '-j',
      'NFLOG',
      '--nflog-group',
      `${1 + random.below(65535)}`,
      ...maybe(random, 50, () => ['--nflog-prefix', 'p']),
    ]
  if (kind === 'MARK') return ['-j', 'CONNMARK', '--set-xmark', `0x${random.below(2 ** 31).toString(16)}/0xffffffff`]
  return kind === 'REJECT' ? ['-j', 'REJECT'] : []
}

const ruleOf = (random: Random, family: Family, level: number): string =>
  [
    ...maybe(random, 40, () => [...not(random), '-s', networkOf(random, family)]),
    ...maybe(random, 40, () => [...not(random), '-d', networkOf(random, family)]),
    ...maybe(random, 30, () => [...not(random), '-i', random.of(interfaces)]),
    ...maybe(random, 30, () => [...not(random), '-o', random.of(interfaces)]),
    ...maybe(random, 70, () => protocolWords(random, family)),
    ...(family === 'ipv4' ? maybe(random, 5, () => [...not(random), '-f']) : []),
    ...matchWords(random),
    ...targetWords(random, level),
  ].join(' ')

const counters = (random: Random): string => {
  const number = (): bigint => BigInt(random.of([0, 1, 1500, 2 ** 32, 2 ** 52])) * BigInt(random.of([1, 3, 4095]))
  return `[${number()}:${number()}]`
}

/** A table that iptables-restore -c reads. INPUT knows no interface of exit, OUTPUT none of entry. */
const rulesetOf = (random: Random, family: Family): string => {
  const all = [...built, ...chains]
  const rules = all.flatMap((chain, place) =>
    Array.from({ length: random.below(12) }, () => {
      const rule = ruleOf(random, family, Math.max(0, place - built.length + 1))
      const fitting =
        chain === 'INPUT'
          ? rule.replace(/(! )?-o \S+ ?/, '')
          : chain === 'OUTPUT'
            ? rule.replace(/(! )?-i \S+ ?/, '')
            : rule
      return `${counters(random)} -A ${chain} ${fitting}`
    }),
  )
  const heads = [
    ...built.map((name) => `:${name} ${random.of(['ACCEPT', 'DROP'])} ${counters(random)}`),
    ...chains.map((name) => `:${name} - [0:0]`),
  ]
  return ['*filter', ...heads, ...rules, 'COMMIT', ''].join('\n')
}

const seeds = Array.from({ length: 12 }, (_, i) => i + 1)
const cases = seeds.flatMap((seed) =>
  (['ipv4', 'ipv6'] as const).flatMap((family) =>
    (['legacy', 'nft'] as const).map((backend) => [seed, family, backend] as const),
  ),
)

test.each(cases)(
  'random rules, seed %d, %s, %s: read and written as the save program does',
  (seed, family, backend) => {
    const tool = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}`
    using namespace = scratchNamespace()
    namespace.run([`${tool}-restore`, '-c'], rulesetOf(randomFrom(seed), family))
    const tables = backend === 'legacy' ? readLegacyAt(namespace.path).tables : nftTablesAt(namespace.path)
    expect(printed(tables)).toEqual(savedLines(namespace.run([`${tool}-save`, '-c'])))
  },
)
