import type { Plan, QuestionPlan, TablePlan } from '../../oracle/plan.ts'
import { type Changes, closed, each, plan } from './hosts.ts'

const filter = (rules: readonly string[], tool: TablePlan['tool'] = 'iptables-legacy'): TablePlan => ({
  tool,
  table: 'filter',
  chains: ['INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT'],
  rules,
})

const nat = (rules: readonly string[]): TablePlan => ({
  tool: 'iptables-legacy',
  table: 'nat',
  chains: ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
  rules,
})

/** In both families, from a container to the machine behind the uplink and back. */
const through: readonly QuestionPlan[] = [
  ...each('a', '192.168.77.50'),
  ...closed('a', '192.168.77.50'),
  ...each('a', 'fd00:77::50'),
  ...each('lan', '10.9.0.2'),
  ...each('lan', 'fd00:9::2'),
]

/** Between a container and the host, and to itself. */
const near: readonly QuestionPlan[] = [
  ...each('a', '10.9.0.1'),
  ...closed('a', '10.9.0.1'),
  ...each('a', 'fd00:9::1'),
  ...each('host', '10.9.0.3'),
  ...each('host', 'fd00:9::3'),
  ...each('b', '127.0.0.1'),
  ...each('b', '10.9.0.3'),
  ...each('b', '::1'),
  ...closed('b', 'fd00:9::3'),
]

const rejections = [
  'net-unreachable',
  'host-unreachable',
  'proto-unreachable',
  'port-unreachable',
  'net-prohibited',
  'host-prohibited',
  'admin-prohibited',
]
const rejections6 = [
  'no-route',
  'adm-prohibited',
  'addr-unreachable',
  'port-unreachable',
  'policy-fail',
  'reject-route',
]

/** Every way to reject, by port: the questions ask each. */
const rejecting = (chain: string): TablePlan[] => [
  filter([
    ...rejections.map((kind, i) => `-A ${chain} -p udp --dport ${300 + i} -j REJECT --reject-with icmp-${kind}`),
    ...rejections.map((kind, i) => `-A ${chain} -p tcp --dport ${300 + i} -j REJECT --reject-with icmp-${kind}`),
    `-A ${chain} -p tcp --dport 310 -j REJECT --reject-with tcp-reset`,
    `-A ${chain} -p icmp --icmp-type 8 -j REJECT`,
  ]),
  filter(
    [
      ...rejections6.map((kind, i) => `-A ${chain} -p udp --dport ${300 + i} -j REJECT --reject-with icmp6-${kind}`),
      ...rejections6.map((kind, i) => `-A ${chain} -p tcp --dport ${300 + i} -j REJECT --reject-with icmp6-${kind}`),
      `-A ${chain} -p tcp --dport 310 -j REJECT --reject-with tcp-reset`,
    ],
    'ip6tables-legacy',
  ),
]

const rejected = (from: string, ipv4: string, ipv6: string): QuestionPlan[] => [
  ...[300, 301, 302, 303, 304, 305, 306, 310].flatMap((port): QuestionPlan[] => [
    { from, protocol: 'tcp', destination: ipv4, port },
    { from, protocol: 'udp', destination: ipv4, port },
    { from, protocol: 'tcp', destination: ipv6, port },
    { from, protocol: 'udp', destination: ipv6, port },
  ]),
  { from, protocol: 'icmp', destination: ipv4 },
]

const refusals = ['blackhole', 'unreachable', 'prohibit', 'throw']
const refusing = refusals.flatMap((kind, i) => [
  `route add ${kind} 203.0.113.${i}/32`,
  `-6 route add ${kind} fd00:55::${i}/128`,
])
const refusedRoutes = (from: string): QuestionPlan[] =>
  refusals.flatMap((_, i) => [...each(from, `203.0.113.${i}`), ...each(from, `fd00:55::${i}`)])

const rules = refusals
  .slice(0, 3)
  .flatMap((kind, i) => [
    `rule add to 203.0.113.${i}/32 ${kind} priority ${100 + i}`,
    `-6 rule add to fd00:55::${i}/128 ${kind} priority ${100 + i}`,
  ])

const bound: readonly QuestionPlan[] = [
  ...each('a', '192.168.77.50', { source: '10.9.0.2' }),
  ...each('a', '192.168.77.50', { source: '10.9.0.77' }),
  ...each('a', '127.0.0.1', { source: '10.9.0.2' }),
  ...each('a', '192.168.77.50', { source: '127.0.0.1' }),
  ...each('a', '192.168.77.50', { device: 'eth0' }),
  ...each('a', '10.9.0.99', { device: 'eth0' }),
  ...each('b', '10.9.0.3', { device: 'eth0' }),
  ...each('b', '10.9.0.3', { device: 'lo' }),
  ...each('b', '127.0.0.1', { device: 'eth0' }),
  ...each('host', '192.168.77.50', { device: 'br0' }),
  ...each('host', '10.9.0.3', { source: '192.168.77.1' }),
  ...each('a', 'fd00:77::50', { source: 'fd00:9::2' }),
  ...each('a', 'fd00:77::50', { source: 'fd00:9::77' }),
  ...each('a', 'fd00:77::50', { device: 'eth0' }),
  ...each('host', 'fd00:9::3', { source: 'fd00:77::1' }),
  ...each('host', 'fd00:9::99', { device: 'br0' }),
  ...each('b', 'fd00:9::3', { device: 'eth0' }),
]

/** Sockets of every kind in `b`, on ports of their own. */
const sockets: Changes['listeners'] = [
  { space: 'b', protocol: 'tcp', address: '10.9.0.3', port: 80 },
  { space: 'b', protocol: 'tcp', address: '127.0.0.1', port: 81 },
  { space: 'b', protocol: 'tcp', address: '::', port: 82, v6only: true },
  { space: 'b', protocol: 'tcp', address: '0.0.0.0', port: 83, device: 'eth0' },
  { space: 'b', protocol: 'tcp', address: '0.0.0.0', port: 84, device: 'lo' },
  { space: 'b', protocol: 'tcp', address: 'fd00:9::3', port: 85 },
  { space: 'b', protocol: 'tcp', address: '::ffff:10.9.0.3', port: 86 },
  { space: 'b', protocol: 'udp', address: '10.9.0.3', port: 80 },
  { space: 'b', protocol: 'udp', address: '127.0.0.1', port: 81 },
  { space: 'b', protocol: 'udp', address: '::', port: 82, v6only: true },
  { space: 'b', protocol: 'udp', address: '0.0.0.0', port: 83, device: 'eth0' },
  { space: 'b', protocol: 'udp', address: '0.0.0.0', port: 84, device: 'lo' },
  { space: 'b', protocol: 'udp', address: 'fd00:9::3', port: 85 },
]

const ports = (from: string, destination: string): QuestionPlan[] =>
  [80, 81, 82, 83, 84, 85, 86].flatMap((port): QuestionPlan[] => [
    { from, protocol: 'tcp', destination, port },
    { from, protocol: 'udp', destination, port },
  ])

type Described = readonly (readonly [string, readonly QuestionPlan[], Changes])[]

/** Hosts with something special in how they route, and what is asked of each. */
const routing: Described = [
  ['nothing', [...through, ...near], {}],
  [
    'no forwarding',
    [...through, ...near],
    { host: { settings: ['net/ipv4/ip_forward=0', 'net/ipv6/conf/all/forwarding=0'] } },
  ],
  [
    'forwarding of one side only',
    through,
    { host: { settings: ['net/ipv4/conf/up0/forwarding=0', 'net/ipv6/conf/up0/forwarding=0'] } },
  ],
  ['routes that refuse, at the sender', refusedRoutes('a'), { a: { setup: refusing } }],
  ['routes that refuse, on the way', refusedRoutes('a'), { host: { setup: refusing } }],
  [
    'routes that refuse, where nothing is forwarded',
    refusedRoutes('a'),
    { host: { setup: refusing, settings: ['net/ipv4/ip_forward=0', 'net/ipv6/conf/all/forwarding=0'] } },
  ],
  [
    'rules that refuse',
    [...refusedRoutes('a'), ...refusedRoutes('b')],
    { host: { setup: rules }, b: { setup: rules } },
  ],
  [
    'a loop of routes',
    [...each('a', '203.0.113.9'), ...each('a', 'fd00:55::9')],
    {
      host: { setup: ['route add 203.0.113.0/24 via 192.168.77.50', '-6 route add fd00:55::/64 via fd00:77::50'] },
      lan: { early: ['net/ipv4/ip_forward=1', 'net/ipv6/conf/all/forwarding=1'] },
    },
  ],
  ['no way back', [...through, ...near], { lan: { setup: ['route del default', '-6 route del default'] } }],
  [
    'the way back refused',
    through,
    {
      lan: {
        setup: [
          'route replace prohibit default',
          'route add unreachable 10.9.0.0/24',
          '-6 route add prohibit fd00:9::/64',
        ],
      },
    },
  ],
  [
    'strict rp_filter, and another way back',
    through,
    {
      host: {
        settings: ['net/ipv4/conf/br0/rp_filter=1', 'net/ipv4/conf/up0/rp_filter=1'],
        setup: ['route add 192.168.77.50/32 dev br0'],
      },
    },
  ],
  [
    'an address of the host as source',
    each('lan', '10.9.0.2'),
    { lan: { setup: ['addr add 10.9.0.1/32 dev lo', 'route replace 10.9.0.0/24 via 192.168.77.1 src 10.9.0.1'] } },
  ],
]

/** Hosts with something special in what they let through, and in who hears. */
const delivery: Described = [
  ['OUTPUT rejects', [...rejected('a', '10.9.0.3', 'fd00:9::3')], { a: { tables: rejecting('OUTPUT') } }],
  [
    'INPUT rejects',
    [...rejected('a', '10.9.0.3', 'fd00:9::3'), ...rejected('b', '127.0.0.1', '::1')],
    { b: { tables: rejecting('INPUT') } },
  ],
  ['FORWARD rejects', rejected('a', '192.168.77.50', 'fd00:77::50'), { host: { tables: rejecting('FORWARD') } }],
  [
    'OUTPUT drops',
    [...near, ...through],
    {
      a: {
        tables: [
          filter(['-A OUTPUT -j DROP']),
          filter(['-A OUTPUT -p tcp -j DROP', '-A OUTPUT -p udp -j DROP'], 'ip6tables-legacy'),
        ],
      },
    },
  ],
  [
    'INPUT of lo drops',
    [...near, ...each('a', '10.9.0.99'), ...each('a', 'fd00:9::99')],
    {
      a: { tables: [filter(['-A INPUT -i lo -j DROP']), filter(['-A INPUT -i lo -j DROP'], 'ip6tables-legacy')] },
      b: { tables: [filter(['-A INPUT -i lo -j DROP'])] },
    },
  ],
  [
    'lo is down',
    [...near, ...each('a', '10.9.0.99'), ...each('a', '127.0.0.1'), ...each('a', '10.9.0.2')],
    { a: { faults: ['link set lo down'] }, b: { faults: ['link set lo down'] } },
  ],
  [
    'only the final ACK is rejected',
    each('a', '10.9.0.3'),
    { b: { tables: [filter(['-A INPUT -p tcp --tcp-flags SYN,ACK ACK -j REJECT --reject-with tcp-reset'])] } },
  ],
  [
    'only the final ACK is dropped',
    each('a', '10.9.0.3'),
    { b: { tables: [filter(['-A INPUT -p tcp --tcp-flags SYN,ACK ACK -j DROP'])] } },
  ],
  [
    'SYN-ACKs are rejected',
    each('a', '10.9.0.3'),
    { a: { tables: [filter(['-A INPUT -p tcp --tcp-flags SYN,ACK SYN,ACK -j REJECT --reject-with tcp-reset'])] } },
  ],
  [
    'echoes are ignored',
    [...each('a', '10.9.0.3'), ...each('b', '127.0.0.1')],
    { b: { settings: ['net/ipv4/icmp_echo_ignore_all=1'] } },
  ],
  ['no IPv6', [...through, ...near], { a: { settings: ['net/ipv6/conf/eth0/disable_ipv6=1'] } }],
  ['no IPv6 on the way', [...through, ...near], { host: { settings: ['net/ipv6/conf/br0/disable_ipv6=1'] } }],
  ['sources and interfaces that are chosen', bound, {}],
  [
    'sockets of all kinds',
    [
      ...ports('a', '10.9.0.3'),
      ...ports('a', 'fd00:9::3'),
      ...ports('b', '10.9.0.3'),
      ...ports('b', '127.0.0.1'),
      ...ports('b', '::1'),
    ],
    { listeners: sockets },
  ],
  [
    'NAT on the way',
    [
      ...through,
      ...each('lan', '192.168.77.1', { port: 8080 }),
      ...each('host', '192.168.77.1', { port: 8080 }),
      ...each('a', '192.168.77.1', { port: 8080 }),
    ],
    {
      host: {
        tables: [
          nat([
            '-A PREROUTING -d 192.168.77.1 -p tcp --dport 8080 -j DNAT --to-destination 10.9.0.3:80',
            '-A OUTPUT -d 192.168.77.1 -p tcp --dport 8080 -j DNAT --to-destination 10.9.0.3:80',
            '-A POSTROUTING -s 10.9.0.0/24 ! -o br0 -j MASQUERADE',
          ]),
        ],
      },
      lan: { setup: ['route del default'] },
    },
  ],
  [
    'local addresses by DNAT',
    [...each('a', '10.9.0.1'), ...each('host', '203.0.113.9')],
    {
      host: {
        tables: [
          nat([
            '-A PREROUTING -d 10.9.0.1 -p tcp -j DNAT --to-destination 127.0.0.1',
            '-A PREROUTING -d 10.9.0.1 -p udp -j REDIRECT --to-ports 53',
            '-A OUTPUT -d 203.0.113.9 -j DNAT --to-destination 127.0.0.1',
          ]),
        ],
        setup: ['route add 203.0.113.9/32 dev up0'],
      },
    },
  ],
  [
    'route_localnet',
    [...each('a', '10.9.0.1'), ...each('host', '203.0.113.9')],
    {
      host: {
        settings: ['net/ipv4/conf/br0/route_localnet=1'],
        tables: [
          nat([
            '-A PREROUTING -d 10.9.0.1 -p tcp -j DNAT --to-destination 127.0.0.1',
            '-A OUTPUT -d 203.0.113.9 -j DNAT --to-destination 127.0.0.1',
          ]),
        ],
        setup: ['route add 203.0.113.9/32 dev up0'],
      },
    },
  ],
  [
    'marks that route',
    [...each('a', '192.168.77.50'), ...each('a', '203.0.113.9')],
    {
      a: {
        setup: ['rule add fwmark 7 table 77', 'route add prohibit default table 77'],
        tables: [
          {
            tool: 'iptables-legacy',
            table: 'mangle',
            chains: ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
            rules: ['-A OUTPUT -p tcp --dport 80 -j MARK --set-mark 7'],
          },
        ],
      },
    },
  ],
]

export interface Case {
  readonly name: string
  readonly plan: Plan
}

const casesOf = (described: Described): readonly Case[] =>
  described.map(([name, questions, changes], seed) => ({ name, plan: plan(seed, questions, changes) }))

export const routingCases = casesOf(routing)
export const deliveryCases = casesOf(delivery)
