import type { Random } from '../../kernel/random.ts'
import { ipv4Destinations, ipv4Sources, ipv6Destinations, ipv6Sources, ports, sourceMacs } from './random-frames.ts'
import { not, some, someOrFirst } from './random-words.ts'

type Family = 'ipv4' | 'ipv6'
type MakeMatch = (random: Random, family: Family) => string

const range = (random: Random, values: readonly number[], sign = ':'): string => {
  const [one, other] = [random.of(values), random.of(values)]
  return random.below(2) === 0 || one === other ? `${one}` : `${Math.min(one, other)}${sign}${Math.max(one, other)}`
}

const sportAndDport = (random: Random, name: string, more: readonly (() => string)[] = []): string =>
  `-p ${name} -m ${name} ${some(random, [
    () => `${not(random)}--sport ${range(random, ports)}`,
    () => `${not(random)}--dport ${range(random, ports)}`,
    ...more,
  ])}`

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG']
const flags = (random: Random): string => flagNames.filter(() => random.below(2) === 0).join(',') || 'NONE'

const addresses = (family: Family): readonly string[] =>
  family === 'ipv4' ? [...ipv4Sources, ...ipv4Destinations] : [...ipv6Sources, ...ipv6Destinations]

/** Two addresses in order, as near as the pool has them. */
const addressRange = (random: Random, family: Family): string => {
  const address = random.of(addresses(family))
  if (family === 'ipv4') return `${address}-${address.replace(/\d+$/, '255')}`
  return random.below(2) === 0 ? `${address}-${address}` : `fd00::-${address.startsWith('fd') ? address : 'fdff::'}`
}

const byteOf = (random: Random): string => `0x${random.of([0, 1, 6, 17, 64, 80]).toString(16)}`

const bpfPrograms = [
  // ld #len; jgt #40; ret
  '4,128 0 0 0,37 0 1 40,6 0 0 1,6 0 0 0',
  // ldb [8]; jeq #64
  '4,48 0 0 8,21 0 1 64,6 0 0 1,6 0 0 0',
  // ldx 4*([0]&0xf); ldh [x+2]; jeq #80; jset #1
  '6,177 0 0 0,72 0 0 2,21 1 0 80,69 0 1 1,6 0 0 65535,6 0 0 0',
  // ld [200]: beyond most packets; ret a
  '2,32 0 0 200,22 0 0 0',
  // arithmetic: a = ((len * 3) - 7) / 5 % 4, tax, xor, st, ld M, jge x
  '11,128 0 0 0,36 0 0 3,20 0 0 7,52 0 0 5,148 0 0 4,7 0 0 0,48 0 0 1,172 0 0 0,2 0 0 3,96 0 0 3,22 0 0 0',
  // ancillary: protocol, pkttype, ifindex
  '4,40 0 0 4294963200,21 0 1 2048,6 0 0 1,6 0 0 0',
  '3,32 0 0 4294963204,84 0 0 1,22 0 0 0',
  // the Ethernet header: ldb ll[11]
  '4,48 0 0 4292870155,21 0 1 85,6 0 0 1,6 0 0 0',
]

const icmpType: MakeMatch = (random, family) =>
  family === 'ipv4'
    ? `-p icmp -m icmp ${not(random)}--icmp-type ${random.of(['any', '0', '3', '3/1', '8', '8/0', '11/1', '5'])}`
    : `-p ipv6-icmp -m icmp6 ${not(random)}--icmpv6-type ${random.of(['1', '1/1', '3', '128', '129/0', '135', '255'])}`

/** Matches of both families; each looks at bytes, at the device or at the routes. */
const bothMatches: { readonly [name: string]: MakeMatch } = {
  tcp: (random) =>
    sportAndDport(random, 'tcp', [
      () => `${not(random)}--tcp-option ${random.of([2, 3, 5, 8])}`,
      () => `${not(random)}--tcp-flags ${flags(random)} ${flags(random)}`,
    ]),
  udp: (random) => sportAndDport(random, 'udp'),
  sctp: (random) =>
    sportAndDport(random, 'sctp', [
      () =>
        `${not(random)}--chunk-types ${random.of(['any', 'all', 'only'])} ${random.of(['DATA', 'DATA,INIT', 'ABORT:T', 'DATA:Be,SACK', 'INIT,SACK,DATA,ABORT,SHUTDOWN_COMPLETE:t', 'ALL', 'NONE'])}`,
    ]),
  dccp: (random) =>
    sportAndDport(random, 'dccp', [
      () => `${not(random)}--dccp-types ${random.of(['REQUEST', 'DATA,ACK', 'RESET,INVALID'])}`,
      () => `${not(random)}--dccp-option ${random.of([1, 2, 32, 37])}`,
    ]),
  icmp: icmpType,
  multiport: (random) => {
    const list = Array.from({ length: 1 + random.below(4) }, () => range(random, ports)).join(',')
    return `-p ${random.of(['tcp', 'udp', 'sctp', 'dccp', 'udplite'])} -m multiport ${not(random)}--${random.of(['sports', 'dports', 'ports'])} ${list}`
  },
  iprange: (random, family) =>
    `-m iprange ${someOrFirst(random, [
      () => `${not(random)}--src-range ${addressRange(random, family)}`,
      () => `${not(random)}--dst-range ${addressRange(random, family)}`,
    ])}`,
  addrtype: (random, family) => {
    const types =
      family === 'ipv4'
        ? ['LOCAL', 'UNICAST', 'BROADCAST', 'MULTICAST', 'LOCAL,BROADCAST']
        : ['LOCAL', 'UNICAST', 'MULTICAST', 'UNREACHABLE', 'LOCAL,UNICAST']
    const limit = random.below(4) === 0 ? ' --limit-iface-in' : ''
    return `-m addrtype ${someOrFirst(random, [
      () => `${not(random)}--src-type ${random.of(types)}`,
      () => `${not(random)}--dst-type ${random.of(types)}`,
    ])}${limit}`
  },
  mark: (random) => `-m mark ${not(random)}--mark ${random.of(['0', '0x1', '0x0/0xff', '0x1/0xff'])}`,
  mac: (random) => `-m mac ${not(random)}--mac-source ${random.of(sourceMacs)}`,
  physdev: (random) =>
    `-m physdev ${random.of(['--physdev-is-in', '! --physdev-is-in', '! --physdev-in in0', '--physdev-in in+'])}`,
  comment: () => '-m comment --comment any',
  string: (random) => {
    const bounds = some(random, [
      () => `--from ${random.below(60)}`,
      () => `--to ${60 + random.below(60)}`,
      () => '--icase',
    ])
    const what = random.of([
      '--string "Hello"',
      '--string "hello"',
      '--string "INDEX"',
      '--hex-string "|00 50|"',
      '--hex-string "|0a 09|"',
      '--string "T"',
    ])
    return `-m string ${not(random)}${what} --algo ${random.of(['bm', 'kmp'])} ${bounds}`
  },
  u32: (random) =>
    `-m u32 ${not(random)}--u32 "${random.of([
      `${random.below(60)}&0xff=${byteOf(random)}:0xff`,
      `6&0xff=${byteOf(random)}`,
      `0>>22&0x3c@0>>16=0:${random.of(ports)}`,
      `0>>22&0x3c@4<<3>>8=${byteOf(random)}:0x800000&&0&0xff=0:0xffff`,
      `${random.below(100)}=0:0x7fffffff`,
    ])}"`,
  bpf: (random) => `-m bpf --bytecode "${random.of(bpfPrograms)}"`,
  length: (random) => `-m length ${not(random)}--length ${range(random, [20, 28, 40, 44, 48, 60, 64, 80, 100])}`,
  dscp: (random) => `-m dscp ${not(random)}--dscp ${random.of([0, 4, 0x2e])}`,
  tos: (random) => `-m tos ${not(random)}--tos ${random.of(['0x10/0xff', '0x00/0x03', '0x02/0x03', '0xb8/0xfc'])}`,
  ecn: (random) =>
    random.below(2) === 0
      ? `-m ecn ${not(random)}--ecn-ip-ect ${random.below(4)}`
      : `-p tcp -m ecn ${someOrFirst(random, [() => `${not(random)}--ecn-tcp-ece`, () => `${not(random)}--ecn-tcp-cwr`])}`,
  pkttype: (random) => `-m pkttype ${not(random)}--pkt-type ${random.of(['unicast', 'broadcast', 'multicast'])}`,
  policy: () => '-m policy --dir in --pol none',
  devgroup: (random) => `-m devgroup ${not(random)}--src-group ${random.of(['0x7', '0x5/0x5', '0x1', '0'])}`,
  esp: (random) => `-p esp -m esp ${not(random)}--espspi ${range(random, [0, 1, 2, 3])}`,
  ipcomp: (random) => `-p ipcomp -m ipcomp ${not(random)}--ipcompspi ${range(random, [0, 1, 2, 3])}`,
  tcpmss: (random) => `-p tcp -m tcpmss ${not(random)}--mss ${range(random, [536, 1400, 1460])}`,
  rpfilter: (random) =>
    `-m rpfilter ${some(random, [() => '--loose', () => '--validmark', () => '--accept-local', () => '--invert'])}`,
  statistic: (random) => `-m statistic --mode random ${not(random)}--probability ${random.of([0, 1])}`,
  quota: (random) => `-m quota ${not(random)}--quota 1`,
  recent: () => '-m recent --set --name seen',
}

const ipv4Matches: { readonly [name: string]: MakeMatch } = {
  ttl: (random) =>
    `-m ttl ${random.of(['--ttl-eq', '! --ttl-eq', '--ttl-lt', '--ttl-gt'])} ${random.of([1, 63, 64, 200])}`,
  ah: (random) => `-p ah -m ah ${not(random)}--ahspi ${range(random, [0, 1, 2, 3])}`,
}

const optionList = (random: Random): string =>
  random.of(['5', '5:2', '5:2,1', '1:4', '4:1,9:1', '0', '30:3,1:7', '5:2,0'])
const headers = ['hop-by-hop', 'ipv6-opts', 'ipv6-route', 'ipv6-frag', 'ah', 'esp', 'ipv6-nonxt', 'protocol']

const ipv6Matches: { readonly [name: string]: MakeMatch } = {
  hl: (random) => `-m hl ${random.of(['--hl-eq', '! --hl-eq', '--hl-lt', '--hl-gt'])} ${random.of([1, 63, 64, 200])}`,
  ah: (random) =>
    `-m ah ${some(random, [
      () => `${not(random)}--ahspi ${range(random, [0, 1, 2, 3])}`,
      () => `${not(random)}--ahlen ${random.of([12, 16])}`,
      () => '--ahres',
    ])}`,
  eui64: () => '-m eui64',
  frag: (random) =>
    `-m frag ${some(random, [
      () => `${not(random)}--fragid ${range(random, [0, 1, 2, 3])}`,
      () => '--fragres',
      () => '--fragfirst',
      () => random.of(['--fragmore', '--fraglast']),
    ])}`,
  hbh: (random) =>
    `-m hbh ${some(random, [() => `${not(random)}--hbh-len ${random.of([8, 16])}`, () => `--hbh-opts ${optionList(random)}`])}`,
  dst: (random) =>
    `-m dst ${some(random, [() => `${not(random)}--dst-len ${random.of([8, 16])}`, () => `--dst-opts ${optionList(random)}`])}`,
  rt: (random) =>
    random.below(2) === 0
      ? `-m rt ${some(random, [
          () => `${not(random)}--rt-type ${random.of([0, 2, 4])}`,
          () => `${not(random)}--rt-segsleft ${range(random, [0, 1, 2])}`,
          () => `${not(random)}--rt-len ${random.of([24, 40, 56])}`,
        ])}`
      : `-m rt --rt-type 0 ${some(random, [() => '--rt-0-res'])} --rt-0-addrs ${random.of(['fd09::1', 'fd09::1,fd09::2', 'fd09::2,fd09::3'])} ${random.of(['', '--rt-0-not-strict'])}`,
  srh: (random) =>
    `-m srh ${some(random, [
      () => `${not(random)}--srh-next-hdr ${random.of([6, 17, 58])}`,
      () => `${not(random)}--srh-hdr-len-${random.of(['eq', 'gt', 'lt'])} ${random.of([2, 4])}`,
      () => `${not(random)}--srh-segs-left-${random.of(['eq', 'gt', 'lt'])} ${random.below(3)}`,
      () => `${not(random)}--srh-last-entry-${random.of(['eq', 'gt', 'lt'])} ${random.below(3)}`,
      () => `${not(random)}--srh-tag ${random.of([0, 1, 256, 512])}`,
      () => `${not(random)}--srh-psid fd09::${1 + random.below(3)}/${random.of([128, 120])}`,
      () => `${not(random)}--srh-nsid fd09::${1 + random.below(3)}/128`,
      () => `${not(random)}--srh-lsid fd09::${1 + random.below(3)}/128`,
    ])}`,
  ipv6header: (random) => {
    const asked = headers.filter(() => random.below(4) === 0)
    return `-m ipv6header ${random.of(['--soft ', ''])}${not(random)}--header ${asked.join(',') || 'protocol'}`
  },
  mh: (random) => `-p ipv6-mh -m mh ${not(random)}--mh-type ${random.of(['0:3', '5', '2:8'])}`,
}

/** Rules of one family: each match so many times. */
export const randomRules = (random: Random, family: Family, times: number): readonly string[] => {
  const matches = { ...bothMatches, ...(family === 'ipv4' ? ipv4Matches : ipv6Matches) }
  const rules = Object.values(matches).flatMap((make) => Array.from({ length: times }, () => make(random, family)))
  for (let at = rules.length - 1; at > 0; at--) {
    const other = random.below(at + 1)
    const [left = '', right = ''] = [rules[at], rules[other]]
    rules[at] = right
    rules[other] = left
  }
  return rules
}
