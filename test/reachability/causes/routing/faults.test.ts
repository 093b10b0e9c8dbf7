import { tcp, type WideCase } from '../wide-lab.ts'
import { testFaults } from '../wide-tests.ts'

const far = tcp('a', '192.168.77.50')
const back = tcp('lan', '10.9.0.3')

const cases: readonly WideCase[] = [
  {
    cause: 'martian-source',
    about: 'who asks has no address',
    break: { a: ['ip addr flush dev eth0', 'ip route add 10.9.0.0/24 dev eth0'] },
    question: tcp('a', '10.9.0.3'),
    outcome: 'timeout',
    blames: ['b', 'eth0'],
    mended: null,
  },
  {
    cause: 'ip-forward-off',
    break: { host: ['sysctl -qw net.ipv4.ip_forward=0'] },
    question: far,
    outcome: 'timeout',
    blames: ['host'],
  },
  {
    cause: 'ip-forward-off',
    about: 'of one interface',
    break: { host: ['sysctl -qw net.ipv4.conf.br0.forwarding=0'] },
    question: far,
    outcome: 'timeout',
    blames: ['host'],
  },
  {
    cause: 'ip-forward-off',
    about: 'of IPv6',
    break: { host: ['sysctl -qw net.ipv6.conf.all.forwarding=0'] },
    question: tcp('a', 'fd00:77::50'),
    outcome: 'timeout',
    blames: ['host'],
  },
  {
    cause: 'xfrm-blocks',
    about: 'on the way',
    break: { host: ['ip xfrm policy add dir fwd src 10.9.0.0/24 dst 0.0.0.0/0 action block'] },
    question: far,
    outcome: 'timeout',
    blames: ['host'],
  },
  {
    cause: 'xfrm-blocks',
    about: 'at who sends, by a sub policy',
    break: { a: ['ip xfrm policy add dir out ptype sub src ::/0 dst ::/0 action block'] },
    question: tcp('a', 'fd00:77::50'),
    outcome: 'not-permitted',
    blames: ['a'],
  },
  {
    cause: 'xfrm-blocks',
    about: 'what comes without encryption',
    break: { lan: ['ip xfrm policy add dir in src 0.0.0.0/0 dst 0.0.0.0/0 proto tcp tmpl proto esp mode transport'] },
    question: far,
    outcome: 'timeout',
    blames: ['lan'],
  },
  {
    cause: 'tunnel-unknown',
    about: 'what is to be encrypted',
    break: { a: ['ip xfrm policy add dir out src 0.0.0.0/0 dst 0.0.0.0/0 tmpl proto esp mode transport'] },
    question: far,
    outcome: 'timeout',
    blames: ['a', 'eth0'],
    mended: null,
  },
  {
    cause: 'no-default-route',
    about: 'of who asks',
    break: { a: ['ip route del default'] },
    question: far,
    outcome: 'network-unreachable',
    blames: ['a'],
  },
  {
    cause: 'no-default-route',
    about: 'of who answers',
    break: { b: ['ip route del default'] },
    question: back,
    outcome: 'timeout',
    blames: ['b'],
  },
  {
    cause: 'no-default-route',
    about: 'of IPv6',
    break: { a: ['ip -6 route del default'] },
    question: tcp('a', 'fd00:77::50'),
    outcome: 'network-unreachable',
    blames: ['a'],
  },
  {
    cause: 'wrong-gateway',
    break: { a: ['ip route replace default via 10.9.0.254'] },
    question: far,
    outcome: 'host-unreachable',
    blames: ['a', 'eth0'],
  },
  {
    cause: 'gateway-is-container',
    break: { a: ['ip route replace default via 10.9.0.3'] },
    question: far,
    outcome: 'timeout',
    blames: ['a', 'eth0'],
  },
  {
    cause: 'multi-network-gateway',
    changes: {
      host: {
        links: [
          'link add br1 type bridge',
          'link add vb1 type veth peer name eth1 netns <b>',
          'link set vb1 master br1',
        ],
        setup: ['link set br1 up', 'link set vb1 up', 'addr add 10.8.0.1/24 dev br1'],
      },
      b: { setup: ['link set eth1 up', 'addr add 10.8.0.3/24 dev eth1'] },
    },
    break: {
      host: ['echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter'],
      b: ['ip route replace default via 10.8.0.1 dev eth1'],
    },
    question: back,
    outcome: 'timeout',
    blames: ['b', 'eth0'],
  },
  {
    cause: 'subnet-overlap',
    break: { host: ['ip route add 192.168.77.48/28 dev br0'] },
    question: far,
    outcome: 'host-unreachable',
    blames: ['host', 'br0'],
  },
  {
    cause: 'netmask-too-wide',
    changes: {
      host: { setup: ['route add 10.200.0.5/32 via 192.168.77.50'] },
      lan: { setup: ['addr add 10.200.0.5/32 dev lo'] },
    },
    break: {
      a: ['ip addr del 10.9.0.2/24 dev eth0', 'ip addr add 10.9.0.2/8 dev eth0', 'ip route add default via 10.9.0.1'],
    },
    question: tcp('a', '10.200.0.5'),
    outcome: 'host-unreachable',
    blames: ['a', 'eth0'],
  },
  {
    cause: 'policy-routing-hijack',
    break: {
      host: ['ip route add prohibit default table 77', 'ip rule add from 10.9.0.0/24 lookup 77 priority 100'],
    },
    question: far,
    outcome: 'host-unreachable',
    blames: ['host'],
  },
  {
    cause: 'policy-routing-hijack',
    about: 'a rule that refuses, by mark',
    break: {
      host: [
        'iptables-legacy -t mangle -A PREROUTING -i br0 -p tcp -j MARK --set-mark 7',
        'ip rule add fwmark 7 unreachable priority 100',
      ],
    },
    question: far,
    outcome: 'network-unreachable',
    blames: ['host'],
  },
  ...(
    [
      ['unreachable', 'host-unreachable'],
      ['prohibit', 'not-permitted'],
      ['blackhole', 'invalid'],
    ] as const
  ).map(
    ([type, outcome]): WideCase => ({
      cause: 'unreachable-route',
      about: type,
      break: { a: [`ip route add ${type} 192.168.77.0/24`] },
      question: far,
      outcome,
      blames: ['a'],
    }),
  ),
  {
    cause: 'unreachable-route',
    about: 'on the way',
    break: { host: ['ip route add blackhole 192.168.77.50/32'] },
    question: far,
    outcome: 'timeout',
    blames: ['host'],
  },
  {
    cause: 'rp-filter-drop',
    changes: {
      host: {
        links: ['link add up1 type veth peer name eth1 netns <lan>', 'link set up1 up'],
        setup: ['addr add 192.168.78.1/24 dev up1'],
      },
      lan: { setup: ['link set eth1 up', 'addr add 192.168.78.50/24 dev eth1'] },
    },
    break: {
      host: ['echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter'],
      lan: ['ip route add 10.9.0.0/24 via 192.168.77.1 dev eth0 src 192.168.78.50'],
    },
    question: back,
    outcome: 'host-unreachable',
    blames: ['host', 'up0'],
  },
  {
    cause: 'return-route-missing',
    break: { lan: ['ip route del default'] },
    question: far,
    outcome: 'timeout',
    blames: ['lan'],
  },
  {
    cause: 'ttl-expired',
    about: 'a rule',
    break: { host: ['iptables-legacy -t mangle -A PREROUTING -i br0 -j TTL --ttl-set 1'] },
    question: far,
    outcome: 'host-unreachable',
    blames: ['host'],
    rule: ['PREROUTING', 1],
  },
  {
    cause: 'ttl-expired',
    about: 'a circle',
    changes: { lan: { early: ['net/ipv4/ip_forward=1'] } },
    break: { host: ['ip route add 203.0.113.0/24 via 192.168.77.50'] },
    question: tcp('a', '203.0.113.9'),
    outcome: 'host-unreachable',
    blames: ['lan'],
    mended: null,
  },
  {
    cause: 'address-owned-by-host',
    break: {
      b: ['ip addr add 192.168.77.1/32 dev eth0', 'ip route replace default via 10.9.0.1 src 192.168.77.1'],
    },
    question: tcp('b', '192.168.77.50'),
    outcome: 'host-unreachable',
    blames: ['host', 'up0'],
    mended: 'more',
  },
  {
    cause: 'ipv6-disabled',
    about: 'of who asks',
    break: { a: ['echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'] },
    question: tcp('a', 'fd00:9::3'),
    outcome: 'invalid',
    blames: ['a', 'eth0'],
    mended: 'more',
  },
  {
    cause: 'ipv6-disabled',
    about: 'of who is asked',
    break: { b: ['echo 1 >/proc/sys/net/ipv6/conf/eth0/disable_ipv6'] },
    question: tcp('a', 'fd00:9::3'),
    outcome: 'host-unreachable',
    blames: ['b', 'eth0'],
    mended: 'more',
  },
  {
    cause: 'ipv6-nd-blocked',
    break: {
      host: ['sysctl -qw net.bridge.bridge-nf-call-ip6tables=1', 'ip6tables-legacy -A FORWARD -p icmpv6 -j DROP'],
    },
    question: tcp('a', 'fd00:9::3'),
    outcome: 'host-unreachable',
    blames: ['host'],
    rule: ['FORWARD', 1],
  },
]

testFaults('route', cases)
