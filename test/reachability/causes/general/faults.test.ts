import { tcp, type WideCase } from '../wide-lab.ts'
import { testFaults } from '../wide-tests.ts'

const near = tcp('a', '10.9.0.3')
const far = tcp('a', '192.168.77.50')
const nobody = '10.9.0.9'
const macOf = (name: string, device = 'eth0'): string => `$(ip -n <${name}> -br link show ${device} | awk '{print $3}')`
const believe = (address: string, mac: string, device = 'eth0'): string =>
  `ip neigh replace ${address} lladdr ${mac} dev ${device} nud permanent`
/** What no special entry explains: each way in which the kernel lets a packet end. */
const cases: readonly WideCase[] = [
  {
    cause: 'address-tentative',
    break: {
      b: [
        'cd /proc/sys/net/ipv6/conf/eth0; echo 1 >accept_dad; echo 100000 >dad_transmits',
        'ip addr add fd00:9::33/64 dev eth0',
      ],
    },
    question: tcp('a', 'fd00:9::33'),
    outcome: 'host-unreachable',
    blames: ['b', 'eth0'],
  },
  {
    cause: 'answer-apart',
    changes: {
      a: { links: ['link add eth1 type veth peer name eth1 netns <lan>'], setup: ['link set eth1 up'] },
      lan: { setup: ['link set eth1 up', 'route add 10.9.0.2/32 dev eth1'] },
    },
    break: {
      host: ['iptables-nft -t nat -A PREROUTING -d 10.9.0.1 -p tcp --dport 80 -j DNAT --to-destination 192.168.77.50'],
      a: ['sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth1.rp_filter=0'],
    },
    question: tcp('a', '10.9.0.1'),
    outcome: 'timeout',
    blames: ['host'],
    rule: ['PREROUTING', 1],
  },
  {
    cause: 'bridge-does-not-flood',
    break: {
      host: ['ip link set vb nomaster', 'ip link set vc nomaster'],
      a: [believe(nobody, '02:00:00:00:00:99')],
    },
    question: tcp('a', nobody),
    outcome: 'timeout',
    blames: ['host', 'br0'],
    mended: 'host-unreachable',
  },
  {
    cause: 'bridge-own-address',
    break: { host: ['ip link set br0 address 02:00:00:00:00:aa', believe(nobody, '02:00:00:00:00:aa', 'br0')] },
    question: tcp('host', nobody),
    outcome: 'timeout',
    blames: ['host', 'br0'],
    mended: 'host-unreachable',
  },
  {
    cause: 'bridge-port-not-forwarding',
    about: 'locked',
    break: {
      host: ['bridge link set dev va locked on learning off', `bridge fdb del ${macOf('a')} dev va master || :`],
    },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'va'],
  },
  {
    cause: 'bridge-reserved-address',
    break: { a: [believe(nobody, '01:80:c2:00:00:01')] },
    question: tcp('a', nobody),
    outcome: 'timeout',
    blames: ['host', 'va'],
    mended: 'host-unreachable',
  },
  {
    cause: 'bridge-same-port',
    about: 'a macvlan and the host below it know each other',
    break: {
      a: ['ip link add mv0 link eth0 type macvlan mode bridge', 'ip link set mv0 netns <c>'],
      c: [
        'ip addr flush dev eth0',
        'ip link set mv0 up',
        'ip addr add 10.9.0.60/24 dev mv0',
        believe('10.9.0.2', macOf('a'), 'mv0'),
      ],
      b: [`ip netns exec <a> ${believe('10.9.0.60', macOf('c', 'mv0'))}`],
      host: [`bridge fdb replace ${macOf('a')} dev va master static`],
    },
    question: tcp('c', '10.9.0.2'),
    outcome: 'timeout',
    blames: ['host', 'va'],
    // Nobody listens there.
    mended: 'refused',
  },
  {
    cause: 'interface-down',
    changes: { host: { links: ['tuntap add dev tap0 mode tap', 'link set tap0 master br0'] } },
    break: {
      host: [
        "nft 'table netdev lab { chain in { type filter hook ingress device va priority 0; ip protocol tcp fwd to tap0; }; }'",
      ],
    },
    question: far,
    outcome: 'timeout',
    blames: ['host', 'tap0'],
    mended: null,
  },
  {
    cause: 'container-interface-down',
    about: 'a macvlan that others still know',
    break: {
      host: ['ip link add mv0 link up0 type macvlan mode bridge', 'ip link set mv0 netns <b>'],
      b: ['ip addr add 192.168.77.61/24 dev mv0'],
      lan: [believe('192.168.77.61', macOf('b', 'mv0'))],
    },
    question: tcp('lan', '192.168.77.61'),
    outcome: 'timeout',
    blames: ['b', 'mv0'],
  },
  {
    cause: 'macvlan-mode-private',
    about: 'vepa, among those who know each other',
    break: {
      host: ['a', 'b'].flatMap((name) => [
        `ip link add mv-${name} link up0 type macvlan mode vepa`,
        `ip link set mv-${name} netns <${name}>`,
      ]),
      a: [
        'ip link set mv-a up',
        'ip addr add 192.168.78.60/24 dev mv-a',
        believe('192.168.78.61', macOf('b', 'mv-b'), 'mv-a'),
      ],
      b: ['ip link set mv-b up', 'ip addr add 192.168.78.61/24 dev mv-b'],
    },
    question: tcp('a', '192.168.78.61'),
    outcome: 'timeout',
    blames: ['a', 'mv-a'],
  },
  {
    cause: 'martian-destination',
    break: { a: ['ip addr del 127.0.0.1/8 dev lo', 'ip route add 127.0.0.9/32 via 10.9.0.1'] },
    question: tcp('a', '127.0.0.9'),
    outcome: 'timeout',
    blames: ['host', 'br0'],
    mended: null,
  },
  {
    cause: 'martian-destination',
    about: 'led to a loopback address',
    break: {
      host: ['iptables-nft -t nat -A PREROUTING -i up0 -p tcp --dport 8080 -j DNAT --to-destination 127.0.0.1:80'],
    },
    question: { ...tcp('lan', '192.168.77.1'), port: 8080 },
    outcome: 'timeout',
    blames: ['host', 'up0'],
    rule: ['PREROUTING', 1],
  },
  {
    cause: 'no-masquerade-address',
    changes: {
      host: {
        tables: [
          {
            tool: 'iptables-nft',
            table: 'nat',
            chains: ['POSTROUTING ACCEPT'],
            rules: ['-A POSTROUTING -j MASQUERADE'],
          },
        ],
      },
    },
    break: {
      host: [
        'ip addr flush dev up0',
        'ip addr flush dev br0',
        'ip route add 192.168.77.0/24 dev up0',
        'ip route add 10.9.0.0/24 dev br0',
      ],
      a: [believe('10.9.0.1', macOf('host', 'br0'))],
    },
    question: far,
    outcome: 'timeout',
    blames: ['host', 'up0'],
    rule: ['POSTROUTING', 1],
    mended: null,
  },
  {
    cause: 'no-source-address',
    break: { a: ['ip -6 addr flush dev eth0', 'ip -6 addr flush dev lo', 'ip -6 route add fd00:9::/64 dev eth0'] },
    question: tcp('a', 'fd00:9::3'),
    outcome: 'invalid',
    blames: ['a'],
    mended: null,
  },
  {
    cause: 'not-my-address',
    about: 'a route by lo',
    break: { host: ['ip route add 203.0.113.0/24 dev lo'] },
    question: tcp('host', '203.0.113.9'),
    outcome: 'timeout',
    blames: ['host', 'lo'],
    mended: 'network-unreachable',
  },
  {
    cause: 'not-my-address',
    about: 'a group that nobody has joined',
    break: {},
    question: { from: 'a', protocol: 'udp', destination: '239.1.1.1', port: 53 },
    outcome: 'timeout',
    blames: ['c', 'eth0'],
    mended: null,
  },
  {
    cause: 'packet-queued',
    break: { host: ['iptables-nft -A FORWARD -p tcp -j NFQUEUE --queue-num 7'] },
    question: far,
    outcome: 'timeout',
    likely: 'connected',
    blames: ['host'],
    rule: ['FORWARD', 1],
  },
  {
    cause: 'wrong-hardware-address',
    break: {
      lan: [believe('192.168.77.254', '00:00:5e:00:01:01'), 'ip route add 203.0.113.0/24 via 192.168.77.254'],
    },
    question: tcp('lan', '203.0.113.9'),
    outcome: 'timeout',
    blames: ['host', 'up0'],
    mended: 'host-unreachable',
  },
  {
    cause: 'vxlan-source-elsewhere',
    changes: {
      host: {
        links: [
          'link add vx0 address 02:00:00:00:07:01 type vxlan id 7 dstport 4789 local 192.168.77.1 remote 192.168.77.50',
        ],
        setup: ['addr add 10.70.0.1/24 dev vx0', 'link set vx0 up'],
      },
      lan: {
        links: ['link add vx0 type vxlan id 7 dstport 4789 local 192.168.77.50 remote 192.168.77.1'],
        setup: ['addr add 10.70.0.2/24 dev vx0', 'link set vx0 up'],
      },
    },
    break: { lan: ['bridge fdb replace 02:00:00:00:07:01 dev vx0 dst 192.168.77.99 self permanent'] },
    question: tcp('host', '10.70.0.2'),
    outcome: 'host-unreachable',
    blames: ['lan', 'vx0'],
  },
  {
    cause: 'vxlan-unknown-vni',
    changes: {
      host: {
        links: ['link add vx0 type vxlan id 7 dstport 4789 local 192.168.77.1'],
        setup: ['link set vx0 up'],
      },
    },
    break: {},
    question: { from: 'lan', protocol: 'udp', destination: '192.168.77.1', port: 4789 },
    outcome: 'timeout',
    blames: ['host'],
    mended: null,
  },
]

testFaults('general', cases)
