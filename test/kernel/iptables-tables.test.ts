import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { LegacyReading } from '../../collectors/netfilter/xtables/legacy/read.ts'
import { iptablesSave } from '../../exporters/formats/iptables-save/iptables-save.ts'
import { type ScratchNamespace, scratchNamespace } from '../extensions/scratch-namespace.ts'
import { nftTablesAt, printed, readLegacyAt, readLegacyCountersAt, readNftAt, savedLines } from './iptables-compared.ts'

const filter = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:EMPTY - [0:0]
:Zuletzt - [0:0]
:alone - [0:0]
:unused - [0:0]
-A INPUT -i lo -p udp -m udp --dport 9 -j alone
-A INPUT -g Zuletzt
-A FORWARD -j EMPTY
-A FORWARD -s 10.0.0.0/255.0.255.0 ! -d 192.0.2.7/32 ! -i eth+ -o br-0123456789ab ! -p icmp -j RETURN
-A FORWARD ! -f -p 99
-A FORWARD -s 0.0.0.0/1 -m comment --comment "it's \\"quoted\\" \\\\ back" -j Zuletzt
-A OUTPUT -p 253 -j DROP
-A Zuletzt -j ACCEPT
-A Zuletzt
-A alone -p udp -g Zuletzt
COMMIT
*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
COMMIT
`
const filter6 = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:chain6 - [0:0]
-A INPUT ! -s fe80::/10 ! -d ff02::1/128 -p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT
-A INPUT -s 2001:db8::/ffff:ffff:0:ffff:: -i lo -g chain6
-A chain6 -p tcp -m tcp --dport 22 -j LOG --log-prefix "ssh "
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A FORWARD -p tcp -m tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
COMMIT
`

const restore = ({ run }: ScratchNamespace, backend: 'legacy' | 'nft'): void => {
  run([`iptables-${backend}-restore`], filter)
  run([`ip6tables-${backend}-restore`], filter6)
}

const saved = ({ run }: ScratchNamespace, backend: 'legacy' | 'nft'): readonly string[] =>
  ['iptables', 'ip6tables'].flatMap((tool) => savedLines(run([`${tool}-${backend}-save`, '-c'])))

/** Four packets to a closed port and one answer each, over lo; and what IPv6 has to say. */
const traffic = ({ run }: ScratchNamespace): void => {
  run(['ip', 'link', 'set', 'lo', 'up'])
  run(['bash', '-c', 'for i in 1 2 3 4; do echo x >/dev/udp/127.0.0.1/9; done'])
}

test.each(['legacy', 'nft'] as const)(
  '%s: chains, jumps, policies and counters are those of the save programs',
  (backend) => {
    using namespace = scratchNamespace()
    restore(namespace, backend)
    traffic(namespace)
    const tables = backend === 'legacy' ? readLegacyAt(namespace.path).tables : nftTablesAt(namespace.path)
    const ours = printed(tables)
    expect(ours.toSorted()).toEqual(saved(namespace, backend).toSorted())
    expect(ours).toContainEqual(expect.stringMatching(/^\[4:\d\d+\] -A INPUT -i lo -p udp -m udp --dport 9 -j alone$/))
    expect(ours).toContainEqual(expect.stringMatching(/^:OUTPUT ACCEPT \[[48]:\d+\]$|^:INPUT ACCEPT \[/))
  },
)

test('what is printed restores to the same', () => {
  using one = scratchNamespace()
  restore(one, 'legacy')
  using other = scratchNamespace()
  // The kernel has the newest table first.
  const ipv4Tables = (path: string): LegacyReading['tables'] =>
    readLegacyAt(path)
      .tables.filter(({ family }) => family === 'ipv4')
      .toSorted((left, right) => left.name.localeCompare(right.name))
  const tables = ipv4Tables(one.path)
  expect(tables.length).toBe(3)
  other.run(['iptables-legacy-restore', '-c'], `${printed(tables).join('\n')}\n`)
  expect(ipv4Tables(other.path)).toEqual(tables)
})

test('what did not change is not decoded again, and counters are right all the same', () => {
  using namespace = scratchNamespace()
  restore(namespace, 'legacy')
  const first = readLegacyAt(namespace.path)
  expect(readLegacyAt(namespace.path, first)).toBe(first)
  traffic(namespace)
  const second = readLegacyAt(namespace.path, first)
  expect(printed(second.tables)).toEqual(printed(readLegacyAt(namespace.path).tables))
  const find = (reading: typeof first, name: string) =>
    reading.tables.find((table) => table.family === 'ipv4' && table.name === name)
  expect(find(second, 'filter')).not.toBe(find(first, 'filter'))
  expect(find(second, 'filter')?.chains[0]?.rules[0]).not.toBe(find(first, 'filter')?.chains[0]?.rules[0])
  // FORWARD saw nothing, and the tables of IPv6 neither.
  expect(find(second, 'filter')?.chains[1]).toBe(find(first, 'filter')?.chains[1])
  expect(second.tables.filter(({ family }) => family === 'ipv6')).toEqual(
    first.tables.filter(({ family }) => family === 'ipv6'),
  )
  expect(find(second, 'raw')?.chains[1]?.rules).toBe(find(first, 'raw')?.chains[1]?.rules)
  // Another rule of the same size.
  namespace.run(['iptables-legacy', '-R', 'OUTPUT', '1', '-p', '252', '-j', 'DROP'])
  const third = readLegacyAt(namespace.path, second)
  expect(printed(third.tables)).toContainEqual(expect.stringMatching(/-A OUTPUT -p 252 -j DROP$/))
  expect(find(third, 'nat')?.chains.at(-1)).toBe(find(second, 'nat')?.chains.at(-1))
  namespace.run(['iptables-legacy', '-A', 'OUTPUT', '-p', '251'])
  expect(printed(readLegacyAt(namespace.path, third).tables)).toEqual(printed(readLegacyAt(namespace.path).tables))
})

test('counters alone are those of the rules', () => {
  using namespace = scratchNamespace()
  restore(namespace, 'legacy')
  traffic(namespace)
  const counters = readLegacyCountersAt(namespace.path)
  const { tables } = readLegacyAt(namespace.path)
  const whole = tables.map(({ family, name, chains }) => ({
    family,
    name,
    chains: chains.map((chain) => ({
      name: chain.name,
      policy: chain.base && { packets: chain.base.packets, bytes: chain.base.bytes },
      rules: chain.rules.map(({ packets, bytes }) => ({ packets, bytes })),
    })),
  }))
  expect(counters).toEqual(whole)
})

test('reading creates no table', () => {
  using namespace = scratchNamespace()
  const names = (): string => namespace.run(['sh', '-c', 'cat /proc/thread-self/net/*_tables_names'])
  expect(names()).toBe('')
  expect(readLegacyAt(namespace.path)).toMatchObject({ tables: [], malformed: [] })
  expect(readLegacyCountersAt(namespace.path)).toEqual([])
  expect(names()).toBe('')
  namespace.run(['iptables-legacy', '-t', 'security', '-L'])
  expect(readLegacyAt(namespace.path).tables.map(({ name }) => name)).toEqual(['security'])
  expect(names()).toBe('security\n')
})

test('counters beyond 2^53 keep all digits', () => {
  using namespace = scratchNamespace()
  namespace.run(
    ['iptables-legacy-restore', '-c'],
    '*filter\n:INPUT ACCEPT [18446744073709551615:9007199254740993]\n[9007199254740991:9007199254740992] -A INPUT\nCOMMIT\n',
  )
  expect(printed(readLegacyAt(namespace.path).tables)).toEqual(saved(namespace, 'legacy'))
  expect(readLegacyAt(namespace.path).tables[0]?.chains[0]?.base).toMatchObject({
    packets: 18446744073709551615n,
    bytes: 9007199254740993n,
  })
})

test('the whole output has a section for each program, and each restores', () => {
  using namespace = scratchNamespace()
  namespace.run(['ipset', 'create', 'other', 'hash:ip'])
  namespace.run(['iptables-legacy-restore'], filter)
  restore(namespace, 'nft')
  namespace.run(['arptables-nft', '-A', 'INPUT', '-s', '192.0.2.1', '-j', 'DROP'])
  namespace.run(['ebtables-nft', '-A', 'FORWARD', '-p', 'ARP', '-j', 'ACCEPT'])
  namespace.run(
    ['nft', '-f', '-'],
    'table inet own { chain c { type filter hook input priority 5; tcp dport 1 drop; }; }',
  )
  namespace.run(['nft', '-f', '-'], 'table ip6 security { chain x { ct state new accept; }; }')
  namespace.run(['nft', '-f', '-'], 'table ip raw { chain early { type filter hook prerouting priority -400; }; }')
  const { tables: legacy } = readLegacyAt(namespace.path)
  const { tables: nft } = readNftAt(namespace.path)
  const text = iptablesSave({ title: 'netns x', legacy, nft }, { counters: false, setName: () => null })
  const sections = [...text.matchAll(/^# (\S+)-save: netns x\n((?:(?!# \S+-save: ).*\n)*)/gm)].map(
    ([, program, lines]) => ({
      program: program ?? '',
      lines: lines ?? '',
    }),
  )
  expect(sections.map(({ program }) => program)).toEqual([
    'iptables-nft',
    'ip6tables-nft',
    'arptables-nft',
    'ebtables-nft',
    'iptables-legacy',
  ])
  expect(text).toContain(
    "# Table `security' is incompatible, use 'nft' tool: rule 1 of x: it has the expression \"ct\".\n",
  )
  expect(text).toContain("# Table `raw' contains incompatible base-chains, use 'nft' tool to list them: early.\n")
  expect(text).toContain('# iptables: both nf_tables and legacy tables are there; a packet has to pass both.\n')
  expect(text).toContain("# Not of iptables, use 'nft' tool: inet own.\n")
  for (const { program, lines } of sections) {
    using copy = scratchNamespace()
    copy.run([`${program}-restore`], lines)
    const isOwn = (line: string): boolean => !line.startsWith('#')
    const wanted = savedLines(namespace.run([`${program}-save`])).filter(isOwn)
    expect(savedLines(copy.run([`${program}-save`])).toSorted()).toEqual(wanted.toSorted())
    expect(savedLines(lines).toSorted()).toEqual(wanted.toSorted())
  }
})

test('names and comments cannot act on a terminal', () => {
  using namespace = scratchNamespace()
  const esc = String.fromCharCode(27)
  namespace.run(['iptables-legacy', '-A', 'INPUT', '-m', 'comment', '--comment', `${esc}[31mred\n-A INPUT -j DROP`])
  const { tables: legacy } = readLegacyAt(namespace.path)
  const text = iptablesSave({ title: 'x', legacy, nft: [] }, { counters: true, setName: () => null })
  expect(text.match(/^.*--comment.*$/m)?.[0]).toBe(
    String.raw`[0:0] -A INPUT -m comment --comment "\x1b[31mred\x0a-A INPUT -j DROP"`,
  )
})

test('the tables that exist are those of the kernel here', () => {
  using namespace = scratchNamespace()
  restore(namespace, 'legacy')
  const { tables } = readLegacyAt(namespace.path)
  const names = (file: string): readonly string[] =>
    namespace
      .run(['cat', `/proc/thread-self/net/${file}`])
      .trim()
      .split('\n')
  expect(tables.filter(({ family }) => family === 'ipv4').map(({ name }) => name)).toEqual(names('ip_tables_names'))
  expect(tables.filter(({ family }) => family === 'ipv6').map(({ name }) => name)).toEqual(names('ip6_tables_names'))
})

test('a table that changes all the time is read whole', async () => {
  using namespace = scratchNamespace()
  restore(namespace, 'legacy')
  const change =
    'for i in $(seq 60); do iptables-legacy -A OUTPUT -p 99 -j DROP; iptables-legacy -D OUTPUT -p 99; iptables-legacy -D OUTPUT 2; done'
  const changer = spawn('nsenter', [`--net=${namespace.path}`, '--', 'sh', '-c', change], { stdio: 'ignore' })
  const ended = once(changer, 'exit')
  const lengths = new Set<number>()
  let last = readLegacyAt(namespace.path)
  let rounds = 0
  while (changer.exitCode === null && rounds++ < 20_000) {
    last = readLegacyAt(namespace.path, last)
    expect(last.malformed).toEqual([])
    const filters = last.tables.find(({ family, name }) => family === 'ipv4' && name === 'filter')
    lengths.add(filters?.chains[2]?.rules.length ?? -1)
    expect(filters?.chains.length).toBe(7)
    if (rounds % 50 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await ended
  expect([...lengths].sort()).toEqual([1, 2])
})
