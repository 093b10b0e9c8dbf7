import type { TablePlan, XtTool } from '../plan.ts'
import { drawMatches } from './iptables-matches.ts'
import type { Values } from './values.ts'

/** Chains of each table, and the priority of drawing one. */
const builtIn = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
} as const
type Table = keyof typeof builtIn

export type Backend = 'legacy' | 'nft'

const toolFor = (values: Values, backend: Backend): XtTool =>
  values.family === 'ipv4' ? `iptables-${backend}` : `ip6tables-${backend}`

/** Some tables of rules, most of them in the filter. A table with a `DROP` policy lets established and some other traffic through. */
export const drawIptables = (values: Values, backend: Backend): void => {
  const { draft, space } = values
  drawSets(values)
  const tables: readonly (readonly [Table, number])[] = [
    ['filter', 80],
    ['nat', 45],
    ['mangle', 25],
    ['raw', 18],
    ['security', 4],
  ]
  for (const [table, percent] of tables)
    if (draft.chance(percent)) space.tables.push(drawTable(values, toolFor(values, backend), table))
}

const drawTable = (values: Values, tool: XtTool, table: Table): TablePlan => {
  const { draft } = values
  const { random, chance } = draft
  const users = Array.from({ length: table === 'nat' ? random.below(2) : random.below(3) }, (_, at) => `USER-${at}`)
  const chains = builtIn[table]
  const rules: string[] = []
  const policies = new Map<string, string>()
  for (const chain of chains) {
    if (table === 'filter' && chance(15)) {
      policies.set(chain, 'DROP')
      if (!chance(10)) rules.push(`-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT`)
      if (values.family === 'ipv6' && !chance(10)) rules.push(`-A ${chain} -p ipv6-icmp -j ACCEPT`)
      for (let at = 0; at < 3; at++)
        rules.push(
          `-A ${chain} ${drawMatches(values, chain, table).join(' ')} -j ${random.of(['ACCEPT', 'ACCEPT', ...users])}`,
        )
    }
    const count = chance(45) ? 1 + random.below(4) : 0
    for (let at = 0; at < count; at++) rules.push(drawRule(values, table, chain, users))
  }
  for (const [at, user] of users.entries())
    for (let count = random.below(4); count > 0; count--)
      // A chain may only jump to later ones: no loops.
      rules.push(drawRule(values, table, user, users.slice(at + 1)))
  return {
    tool,
    table,
    chains: [
      ...chains.map((chain) => `${chain} ${policies.get(chain) ?? 'ACCEPT'}`),
      ...users.map((user) => `${user} -`),
    ],
    rules,
  }
}

const drawRule = (values: Values, table: Table, chain: string, users: readonly string[]): string => {
  const { draft } = values
  const { random, chance } = draft
  const matches = drawMatches(values, chain, table)
  const callers = table !== 'nat' || ['PREROUTING', 'OUTPUT'].includes(chain)
  const jump =
    users.length > 0 && callers && chance(25)
      ? `${chance(75) ? '-j' : '-g'} ${random.of(users)}`
      : target(values, table, chain)
  // A drop of everything leaves little to find out.
  if (matches.length === 0 && /DROP|REJECT/.test(jump)) matches.push(`-d ${values.address()}`)
  const hasProtocol = matches.some((match) => /^-p (tcp|udp)/.test(match))
  if (/(DNAT|REDIRECT|SNAT|MASQUERADE).*:\d|--to-ports|--random|TCPMSS|tcp-reset|TPROXY/.test(jump) && !hasProtocol) {
    const without = matches.filter((match) => !/-p /.test(match))
    return `-A ${chain} -p tcp ${without.join(' ')} ${jump}`
  }
  if (jump.includes('NETMAP'))
    return `-A ${chain} ${matches.filter((match) => !/-[dp] /.test(match)).join(' ')} ${jump}`
  // Second protocols cannot be: the tool refuses them.
  const first = matches.findIndex((match) => /-p /.test(match))
  return `-A ${chain} ${matches.filter((match, at) => at === first || !/-p /.test(match)).join(' ')} ${jump}`
}

const rejects = {
  ipv4: [
    'icmp-port-unreachable',
    'icmp-host-unreachable',
    'icmp-net-unreachable',
    'icmp-admin-prohibited',
    'icmp-proto-unreachable',
    'icmp-host-prohibited',
    'tcp-reset',
  ],
  ipv6: [
    'icmp6-port-unreachable',
    'icmp6-addr-unreachable',
    'icmp6-adm-prohibited',
    'icmp6-no-route',
    'tcp-reset',
    'icmp6-policy-fail',
  ],
} as const

const target = (values: Values, table: Table, chain: string): string => {
  const { draft, family } = values
  const { random, chance } = draft
  const verdicts = ['-j ACCEPT', '-j ACCEPT', '-j DROP', '-j RETURN']
  if (table === 'nat') return natTarget(values, chain)
  if (table === 'filter') {
    const reject = `-j REJECT --reject-with ${random.of(rejects[family])}`
    return random.of([...verdicts, '-j DROP', reject, reject, '-j REJECT', ''])
  }
  if (table === 'raw')
    return random.of(['-j CT --notrack', '-j NOTRACK', '-j DROP', '-j ACCEPT', `-j CT --zone ${random.of([1, 2])}`])
  if (table === 'mangle') {
    const change = [
      `-j MARK --set-mark ${values.mark()}`,
      `-j MARK --set-xmark ${values.mark()}/0xff`,
      `-j CONNMARK --set-mark ${values.mark()}`,
      '-j CONNMARK --save-mark',
      '-j CONNMARK --restore-mark',
      '-j TOS --set-tos 0x10',
      '-j DSCP --set-dscp 10',
      ...(['FORWARD', 'OUTPUT', 'POSTROUTING'].includes(chain) ? ['-j CLASSIFY --set-class 1:2'] : []),
      family === 'ipv4'
        ? `-j TTL ${random.of(['--ttl-set 2', '--ttl-dec 1', '--ttl-set 1', '--ttl-inc 5'])}`
        : `-j HL ${random.of(['--hl-set 2', '--hl-dec 1', '--hl-inc 5'])}`,
    ]
    if (chain === 'PREROUTING' && chance(6)) return `-j TPROXY --on-port ${values.port()} --tproxy-mark 0x1`
    if ((chain === 'FORWARD' || chain === 'POSTROUTING') && chance(8))
      return '--tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'
    return random.of([...change, ...change, '-j ACCEPT', '-j DROP', '-j RETURN'])
  }
  return random.of(verdicts)
}

const natTarget = (values: Values, chain: string): string => {
  const { draft, family, address, port } = values
  const { random } = draft
  const text = address()
  const withPort = family === 'ipv4' ? `${text}:${port()}` : `[${text}]:${port()}`
  const plain = random.of(['-j ACCEPT', '-j RETURN'])
  const isDestination = chain === 'PREROUTING' || chain === 'OUTPUT' || chain.startsWith('USER')
  if (isDestination) {
    const netmap = family === 'ipv4' ? `-d 10.200.0.0/24 -j NETMAP --to ${text.replace(/\d+$/, '0')}/24` : plain
    return random.of([
      `-j DNAT --to-destination ${withPort}`,
      `-j DNAT --to-destination ${withPort}`,
      `-j DNAT --to-destination ${text}`,
      `-j REDIRECT --to-ports ${port()}`,
      '-j REDIRECT',
      netmap,
      plain,
    ])
  }
  if (chain === 'INPUT') return random.of([`-j SNAT --to-source ${text}`, plain])
  return random.of(['-j MASQUERADE', '-j MASQUERADE', '-j MASQUERADE --random', `-j SNAT --to-source ${text}`, plain])
}

/** The sets that matches name; made once a namespace. */
const drawSets = (values: Values): void => {
  const { space, family, draft, address, network, port } = values
  const name = family === 'ipv4' ? 'four' : 'six'
  if (space.ipset.some((line) => line.includes(` ${name} `))) return
  const inet = family === 'ipv4' ? 'inet' : 'inet6'
  const ports = family === 'ipv4' ? 'ports4' : 'ports6'
  const protocols = ['tcp', 'udp'] as const
  space.ipset.push(
    `create ${name} hash:net family ${inet}`,
    `create ${ports} hash:ip,port family ${inet}`,
    ...Array.from({ length: 1 + draft.random.below(3) }, () => `add ${name} ${network()} -exist`),
    ...(draft.chance(30) ? [`add ${name} ${address()} nomatch -exist`] : []),
    ...Array.from({ length: 2 }, () => `add ${ports} ${address()},${draft.random.of(protocols)}:${port()} -exist`),
  )
}
