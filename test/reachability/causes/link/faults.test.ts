import { tcp, type WideCase } from '../wide-lab.ts'
import { testFaults } from '../wide-tests.ts'

const near = tcp('a', '10.9.0.3')
const far = tcp('a', '192.168.77.50')
const cases: readonly WideCase[] = [
  {
    cause: 'veth-not-in-bridge',
    break: { host: ['ip link set vb nomaster'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'vb'],
  },
  {
    cause: 'veth-host-side-down',
    about: 'of the target',
    break: { host: ['ip link set vb down'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'vb'],
  },
  {
    cause: 'veth-host-side-down',
    about: 'of the source',
    break: { host: ['ip link set va down'] },
    question: far,
    outcome: 'host-unreachable',
    blames: ['host', 'va'],
  },
  {
    cause: 'container-interface-down',
    about: 'of the target',
    break: { b: ['ip link set eth0 down'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['b', 'eth0'],
  },
  {
    cause: 'container-interface-down',
    about: 'of the source',
    break: { a: ['ip link set eth0 down'] },
    question: far,
    outcome: 'network-unreachable',
    blames: ['a', 'eth0'],
  },
  {
    cause: 'bridge-down',
    about: 'between containers',
    break: { host: ['ip link set br0 down'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'br0'],
  },
  {
    cause: 'bridge-down',
    about: 'from the host',
    break: { host: ['ip link set br0 down'] },
    question: tcp('host', '10.9.0.3'),
    outcome: 'network-unreachable',
    blames: ['host', 'br0'],
  },
  {
    cause: 'bridge-ip-missing',
    about: 'the gateway',
    break: { host: ['ip addr del 10.9.0.1/24 dev br0'] },
    question: far,
    outcome: 'host-unreachable',
    blames: ['host', 'br0'],
  },
  {
    cause: 'bridge-ip-missing',
    about: 'the way of the host',
    break: { host: ['ip addr del 10.9.0.1/24 dev br0'] },
    question: tcp('host', '10.9.0.3'),
    outcome: 'network-unreachable',
    blames: ['host', 'br0'],
  },
  {
    cause: 'stp-port-not-forwarding',
    break: {
      host: [
        'ip link set br0 type bridge stp_state 1 forward_delay 1500',
        'ip link set vb nomaster',
        'ip link set vb master br0',
      ],
    },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'vb'],
  },
  {
    cause: 'bridge-port-isolated',
    break: { host: ['bridge link set dev va isolated on', 'bridge link set dev vb isolated on'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'va'],
  },
  {
    cause: 'bridge-bcast-flood-off',
    break: { host: ['bridge link set dev vb bcast_flood off'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['host', 'vb'],
  },
  {
    cause: 'bridge-bcast-flood-off',
    about: 'multicast, which IPv6 asks by',
    break: { host: ['bridge link set dev vb mcast_flood off'] },
    question: tcp('a', 'fd00:9::3'),
    outcome: 'host-unreachable',
    blames: ['host', 'vb'],
  },
  {
    cause: 'l2-filter',
    about: 'packets',
    break: {
      host: [
        "nft 'table bridge f { chain forward { type filter hook forward priority 0; ip daddr 10.9.0.3 drop; }; }'",
      ],
    },
    question: near,
    outcome: 'timeout',
    blames: ['host'],
    rule: ['forward', 1],
  },
  {
    cause: 'l2-filter',
    about: 'ARP',
    break: { b: ['arptables-nft -A INPUT -j DROP'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['b'],
    rule: ['INPUT', 1],
  },
]

testFaults('link', cases)
