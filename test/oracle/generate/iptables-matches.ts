import type { Values } from './values.ts'

/** One match of iptables as it is written; `protocol` first, as other matches need it. */
export const drawMatches = (values: Values, chain: string, table: string): string[] => {
  const { draft } = values
  const count = draft.random.of([0, 1, 1, 1, 2, 2, 3])
  const chosen = new Map<string, string>()
  for (let at = 0; at < count; at++) {
    const [name, make] = draft.random.of(kinds)
    const text = make(values, chain, table)
    if (text !== null && !chosen.has(name)) chosen.set(name, text)
  }
  // One -p only: the options of tcp, udp and icmp come with it.
  return [...chosen.values()]
}

type Maker = (values: Values, chain: string, table: string) => string | null

const not = (values: Values): string => (values.draft.chance(25) ? '! ' : '')

const canSeeInput = (chain: string): boolean => !['OUTPUT', 'POSTROUTING'].includes(chain)
const canSeeOutput = (chain: string): boolean => !['PREROUTING', 'INPUT'].includes(chain)

const states = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'NEW,ESTABLISHED', 'UNTRACKED', 'DNAT', 'SNAT']

const protocol: Maker = (values) => {
  const { draft, family, port } = values
  const icmp = family === 'ipv4' ? 'icmp' : 'ipv6-icmp'
  const kind = draft.random.below(12)
  if (kind < 4) return `-p tcp ${not(values)}--dport ${port()}`
  if (kind === 4) return `-p tcp ${not(values)}--syn`
  if (kind === 5) return `-p tcp --sport ${port()}`
  if (kind === 6) return `-p udp ${not(values)}--dport ${port()}`
  if (kind === 7) return `-p ${icmp}`
  if (kind === 8) return family === 'ipv4' ? '-p icmp --icmp-type 8' : '-p ipv6-icmp --icmpv6-type 128'
  if (kind === 9) return `-p tcp -m multiport ${not(values)}--dports ${port()},${port()},1000:1024`
  if (kind === 10)
    return `-p tcp --tcp-flags ${draft.random.of(['SYN,ACK SYN,ACK', 'RST RST', 'SYN,RST,ACK SYN', 'ACK ACK'])}`
  return `${not(values)}-p ${draft.random.of(['tcp', 'udp', icmp])}`
}

const rangeAt = (address: string): string => `${address.replace(/\d+$/, '2')}-${address.replace(/\d+$/, '9')}`

const kinds: readonly (readonly [string, Maker])[] = [
  ['protocol', protocol],
  ['protocol', protocol],
  ['protocol', protocol],
  ['protocol', protocol],
  ['source', (values) => `${not(values)}-s ${values.network()}`],
  ['source', (values) => `${not(values)}-s ${values.network()}`],
  ['destination', (values) => `${not(values)}-d ${values.network()}`],
  ['destination', (values) => `${not(values)}-d ${values.network()}`],
  ['in', (values, chain) => (canSeeInput(chain) ? `${not(values)}-i ${values.device()}` : null)],
  [
    'in',
    (values, chain) =>
      canSeeInput(chain) ? `${not(values)}-i ${values.draft.random.of(['br+', 'up+', 'v+', 'eth+', 'lo'])}` : null,
  ],
  ['out', (values, chain) => (canSeeOutput(chain) ? `${not(values)}-o ${values.device()}` : null)],
  ['state', (values) => `-m conntrack ${not(values)}--ctstate ${values.draft.random.of(states)}`],
  ['state', (values) => `-m conntrack ${not(values)}--ctstate ${values.draft.random.of(states)}`],
  ['state', (values) => `-m state --state ${values.draft.random.of(['NEW', 'RELATED,ESTABLISHED', 'INVALID'])}`],
  ['state', (values) => `-m conntrack --ctdir ${values.draft.random.of(['ORIGINAL', 'REPLY'])}`],
  ['state', (values) => `-m conntrack ${not(values)}--ctorigdst ${values.network()}`],
  ['state', (values) => `-m conntrack --ctproto 6 ${not(values)}--ctorigdstport ${values.port()}`],
  [
    'state',
    (values) =>
      `-m conntrack ${not(values)}--ctstatus ${values.draft.random.of(['SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'NONE', 'EXPECTED'])}`,
  ],
  ['mark', (values) => `-m mark ${not(values)}--mark ${values.mark()}`],
  ['mark', (values) => `-m mark ${not(values)}--mark ${values.mark()}/0xff`],
  ['connmark', (values) => `-m connmark ${not(values)}--mark ${values.mark()}`],
  [
    'addrtype',
    (values) =>
      `-m addrtype ${not(values)}--dst-type ${values.draft.random.of(['LOCAL', 'LOCAL', 'UNICAST', 'MULTICAST', ...(values.family === 'ipv4' ? ['BROADCAST'] : [])])}`,
  ],
  ['addrtype', (values) => `-m addrtype ${not(values)}--src-type ${values.draft.random.of(['LOCAL', 'UNICAST'])}`],
  [
    'iprange',
    (values) => (values.family === 'ipv4' ? `-m iprange ${not(values)}--src-range ${rangeAt(values.address())}` : null),
  ],
  [
    'length',
    (values) => `-m length ${not(values)}--length ${values.draft.random.of(['0:59', '60', '52:84', '85:1500'])}`,
  ],
  [
    'ttl',
    (values) =>
      values.family === 'ipv4'
        ? `-m ttl ${values.draft.random.of(['--ttl-lt 64', '--ttl-eq 64', '--ttl-gt 63'])}`
        : `-m hl ${values.draft.random.of(['--hl-lt 64', '--hl-eq 64', '--hl-gt 63'])}`,
  ],
  ['dscp', (values) => `-m dscp ${not(values)}--dscp ${values.draft.random.of(['0x00', '0x0a'])}`],
  [
    'mac',
    (values, chain) =>
      ['PREROUTING', 'INPUT', 'FORWARD'].includes(chain) ? `-m mac ${not(values)}--mac-source ${values.mac()}` : null,
  ],
  [
    'physdev',
    (values, chain) =>
      chain === 'FORWARD'
        ? `-m physdev ${values.draft.random.of([`${not(values)}--physdev-in ${values.device()}`, '--physdev-is-bridged', '! --physdev-is-bridged', `--physdev-is-bridged --physdev-out ${values.device()}`])}`
        : null,
  ],
  [
    'owner',
    (values, chain) =>
      chain === 'OUTPUT' ? `-m owner ${not(values)}--uid-owner ${values.draft.random.of([0, 1000])}` : null,
  ],
  ['owner', (values, chain) => (chain === 'OUTPUT' ? `-m owner ${not(values)}--socket-exists` : null)],
  [
    'pkttype',
    (values, chain) =>
      canSeeInput(chain)
        ? `-m pkttype ${not(values)}--pkt-type ${values.draft.random.of(['unicast', 'broadcast', 'multicast'])}`
        : null,
  ],
  [
    'rpfilter',
    (values, chain, table) =>
      chain === 'PREROUTING' && (table === 'raw' || table === 'mangle')
        ? `-m rpfilter ${values.draft.random.of(['', '--invert', '--loose', '--validmark'])}`
        : null,
  ],
  [
    'socket',
    (_, chain, table) =>
      ['PREROUTING', 'INPUT'].includes(chain) && (table === 'raw' || table === 'mangle') ? '-m socket' : null,
  ],
  [
    'u32',
    (values) =>
      values.family === 'ipv4'
        ? `-m u32 --u32 ${values.draft.random.of(['"6&0xff=6"', '"6&0xff=17"', '"0>>22&0x3c@0>>16=1:1024"', '"0&0xffff=0:59"'])}`
        : null,
  ],
  [
    'realm',
    (values, chain) =>
      values.family === 'ipv4' && ['INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain)
        ? `-m realm ${not(values)}--realm ${values.draft.random.of([0, 7])}`
        : null,
  ],
  [
    'set',
    (values) =>
      `-m set ${not(values)}--match-set ${values.family === 'ipv4' ? 'four' : 'six'} ${values.draft.random.of(['src', 'dst'])}`,
  ],
  [
    'set',
    (values) =>
      `-m set ${not(values)}--match-set ${values.family === 'ipv4' ? 'ports4' : 'ports6'} ${values.draft.random.of(['dst,dst', 'src,dst', 'dst,src'])}`,
  ],
  ['statistic', ({ draft }) => (draft.chance(6) ? '-m statistic --mode random --probability 0.5' : null)],
  ['comment', () => '-m comment --comment "an oracle"'],
  ['tcpmss', (values) => `-p tcp -m tcpmss ${not(values)}--mss 1400:1500`],
]
