import { tcp, type WideCase } from '../wide-lab.ts'
import { testFaults } from '../wide-tests.ts'

const near = tcp('a', '10.9.0.3')
const far = tcp('a', '192.168.77.50')
/** Devices that are made later do not copy how long the others ask for neighbours. */
const hasten = (device: string): string =>
  `cd /proc/sys/net/ipv4/neigh/${device}; echo 70 >retrans_time_ms; echo 2 >mcast_solicit`
const macOf = (name: string): string => `$(ip -n <${name}> -br link show eth0 | awk '{print $3}')`

const cases: readonly WideCase[] = [
  {
    cause: 'noarp-or-arp-ignore',
    about: 'NOARP at the target',
    break: { b: ['ip link set eth0 arp off'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['b', 'eth0'],
  },
  {
    cause: 'noarp-or-arp-ignore',
    about: 'arp_ignore',
    break: { b: ['echo 8 >/proc/sys/net/ipv4/conf/eth0/arp_ignore'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['b', 'eth0'],
  },
  {
    cause: 'duplicate-mac',
    break: { b: [`ip link set eth0 address ${macOf('a')}`, 'ip route replace default via 10.9.0.1'] },
    question: near,
    outcome: 'host-unreachable',
    blames: ['a', 'eth0'],
  },
  {
    cause: 'duplicate-ip',
    break: { b: ['echo 8 >/proc/sys/net/ipv4/conf/eth0/arp_ignore'], c: ['ip addr add 10.9.0.3/24 dev eth0'] },
    question: near,
    outcome: 'refused',
    blames: ['c', 'eth0'],
    // Whom it was taken from does not answer: else now the one wins, now the other.
    mended: 'host-unreachable',
  },
  {
    cause: 'stale-arp',
    break: { host: ['ip neigh replace 10.9.0.3 lladdr 02:00:00:00:00:99 dev br0 nud permanent'] },
    question: tcp('host', '10.9.0.3'),
    outcome: 'timeout',
    blames: ['host', 'br0'],
  },
  {
    cause: 'stale-fdb',
    break: { host: [`bridge fdb replace ${macOf('b')} dev va master static sticky`] },
    question: near,
    outcome: 'timeout',
    blames: ['host', 'br0'],
  },
  {
    cause: 'macvlan-host-isolation',
    break: {
      host: ['ip link add mv0 link up0 type macvlan mode bridge', 'ip link set mv0 netns <b>'],
      b: ['ip link set mv0 up', hasten('mv0'), 'ip addr add 192.168.77.60/24 dev mv0'],
    },
    question: tcp('host', '192.168.77.60'),
    outcome: 'host-unreachable',
    blames: ['b', 'mv0'],
  },
  {
    cause: 'macvlan-mode-private',
    break: {
      host: ['a', 'b'].flatMap((name) => [
        `ip link add mv-${name} link up0 type macvlan mode private`,
        `ip link set mv-${name} netns <${name}>`,
      ]),
      a: ['ip link set mv-a up', hasten('mv-a'), 'ip addr add 192.168.77.60/24 dev mv-a'],
      b: ['ip link set mv-b up', hasten('mv-b'), 'ip addr add 192.168.77.61/24 dev mv-b'],
    },
    question: tcp('a', '192.168.77.61'),
    outcome: 'host-unreachable',
    blames: ['a', 'mv-a'],
  },
  {
    cause: 'macvlan-parent-filtered',
    break: {
      host: ['ip link add mv0 link up0 type macvlan mode bridge', 'ip link set mv0 netns <a>'],
      a: ['ip link set mv0 up', hasten('mv0'), 'ip addr add 192.168.77.60/24 dev mv0'],
      lan: ['nsenter --net=/run/netns/<host> ip link set up0 down'],
    },
    question: far,
    outcome: 'host-unreachable',
    blames: ['host', 'up0'],
  },
]

testFaults('addr', cases)
