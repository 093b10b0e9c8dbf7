import type { Random } from '../../kernel/random.ts'

type Words = (random: Random) => string

const word =
  (...words: readonly string[]): Words =>
  (random) =>
    random.of(words)

const addresses: { readonly [F in 'ip' | 'ip6']: Words } = {
  ip: word('10.1.0.10', '10.2.0.10', '10.1.0.0/16', '10.2.0.8/29', '10.1.0.1'),
  ip6: word('fd00:1::10', 'fd00:2::10', 'fd00:1::/64', 'fd00:2::/64', 'fd00:1::1'),
}
const port = word('80', '53', '8000', '8001', '8002', '443', '8000:8001', '1:100')

const not = (random: Random): string => (random.below(4) === 0 ? '! ' : '')

const common: readonly Words[] = [
  (random) => `-p tcp -m tcp ${not(random)}--dport ${port(random)}`,
  (random) => `-p udp -m udp ${not(random)}--sport ${port(random)}`,
  (random) => `-p tcp -m tcp ${not(random)}--tcp-flags ${word('SYN,ACK SYN', 'RST RST', 'SYN,RST,ACK ACK')(random)}`,
  (random) => `-p ${word('tcp', 'udp', '! tcp')(random)}`.replace('-p ! ', '! -p '),
  (random) => `-p tcp -m multiport ${not(random)}--dports 80,8000:8001`,
  (random) => `-p udp -m multiport ${not(random)}--ports 53,443`,
  (random) =>
    `-m conntrack ${not(random)}--ctstate ${word('NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID')(random)}`,
  (random) => `-m conntrack ${not(random)}--ctproto ${word('6', '17')(random)}`,
  (random) => `-m state --state ${word('NEW', 'INVALID', 'ESTABLISHED')(random)}`,
  (random) => `-m mark ${not(random)}--mark ${word('0x0', '0x1', '0x1/0x1')(random)}`,
  (random) => `-m connmark ${not(random)}--mark ${word('0x0', '0x1')(random)}`,
  (random) => `-m addrtype ${not(random)}--dst-type ${word('LOCAL', 'UNICAST')(random)}`,
  (random) => `-m length ${not(random)}--length ${word('28:60', '40', '0:100')(random)}`,
  (random) => `-m comment --comment "number ${random.below(9)}"`,
  (random) => `-m pkttype ${not(random)}--pkt-type ${word('unicast', 'broadcast')(random)}`,
  (random) => `-m dscp ${not(random)}--dscp ${word('0x00', '0x2e', '0x30')(random)}`,
]

const own: { readonly [F in 'ip' | 'ip6']: readonly Words[] } = {
  ip: [
    (random) => `-p icmp -m icmp ${not(random)}--icmp-type ${word('8', '3', 'any')(random)}`,
    (random) => `-m ttl --ttl-${word('eq 64', 'lt 64', 'gt 62')(random)}`,
    (random) => `-m iprange ${not(random)}--src-range 10.1.0.9-10.1.0.10`,
  ],
  ip6: [
    (random) => `-p ipv6-icmp -m icmp6 --icmpv6-type ${word('128', '1')(random)}`,
    (random) => `-m hl --hl-${word('eq 64', 'lt 64')(random)}`,
    (random) => `-m iprange ${not(random)}--dst-range fd00:1::1-fd00:1::10`,
  ],
}

const changes: readonly Words[] = [
  word('-j MARK --set-xmark 0x1/0xffffffff', '-j MARK --set-xmark 0x0/0xffffffff', '-j MARK --set-xmark 0x1/0x1'),
  word('-j CONNMARK --save-mark', '-j CONNMARK --restore-mark', '-j CONNMARK --set-xmark 0x1/0xffffffff'),
  word('-j DSCP --set-dscp 0x2e', '-j TOS --set-tos 0xc0/0xff'),
]

const jumps: { readonly [chain: string]: Words } = {
  two: word('-j three', '-g four', '-j RETURN', '-j four'),
  three: word('-j four', '-j RETURN', '-j ACCEPT', ''),
  four: word('-j RETURN', '-j DROP', ''),
}

const base = word('-j two', '-g three', '-j ACCEPT', '-j DROP', '-j RETURN', '')

const matches = (random: Random, family: 'ip' | 'ip6', chain: string): string => {
  const words: string[] = []
  if (random.below(2) === 0) words.push(`${not(random)}-${random.of(['s', 'd'])} ${addresses[family](random)}`)
  if (random.below(4) === 0 && chain !== 'POSTROUTING') words.push(`${not(random)}-i ${random.of(['wa', 'wb', 'w+'])}`)
  if (random.below(2) === 0) words.push(random.of([...common, ...own[family]])(random))
  return words.join(' ')
}

/** Built-in chains of the tables. */
const tables: { readonly [table: string]: readonly string[] } = {
  raw: ['PREROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD'],
}

/** Lines for `iptables-restore`, each alone or with its table. */
export const randomTables = (random: Random, family: 'ip' | 'ip6'): string => {
  const lines: string[] = []
  for (const [table, chains] of Object.entries(tables)) {
    const policy = (): string => (table === 'filter' && random.below(5) === 0 ? 'DROP' : 'ACCEPT')
    lines.push(`*${table}`, ...chains.map((chain) => `:${chain} ${policy()} [0:0]`))
    lines.push(...Object.keys(jumps).map((chain) => `:${chain} - [0:0]`))
    const add = (chain: string, verdict: Words): void => {
      const target = table === 'mangle' && random.below(3) === 0 ? random.of(changes)(random) : verdict(random)
      lines.push(`-A ${chain} ${matches(random, family, chain)} ${target}`.trim().replace(/ {2,}/g, ' '))
    }
    for (const chain of chains) for (let i = 0; i < 4 + random.below(4); i++) add(chain, base)
    for (const [chain, verdict] of Object.entries(jumps))
      for (let i = 0; i < 1 + random.below(3); i++) add(chain, verdict)
    lines.push('COMMIT')
  }
  return `${lines.join('\n')}\n`
}
