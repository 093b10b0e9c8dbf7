import type { Messages } from '../../collectors/netlink/messages/index.ts'
import { there } from './scene.ts'

type Fields = { readonly [key: string]: unknown }

/** A capture to record: the first message of that dump that `is` accepts. */
export interface Recording {
  readonly folder: keyof Messages
  readonly file: string
  readonly about: string
  readonly namespace?: string
  readonly is: (record: Fields) => boolean
}

const link = (file: string, name: string, about: string, namespace?: string): Recording => ({
  folder: 'link',
  file,
  about,
  ...(namespace ? { namespace } : {}),
  is: (record) => record['name'] === name,
})

const by =
  (folder: keyof Messages, key: string) =>
  (file: string, value: unknown, about: string): Recording => ({
    folder,
    file,
    about,
    is: (record) => record[key] === value,
  })

const address = by('address', 'local')
const route = by('route', 'destination')
const rule = by('rule', 'priority')
const neighbour = by('neighbour', 'destination')
const fdb = by('neighbour', 'address')
const nexthop = by('nexthop', 'id')

export const recordings: readonly Recording[] = [
  link('loopback', 'lo', 'the loopback interface'),
  link('veth', 'up0', 'a veth whose peer is in another namespace (linkNetnsid), the same ifindex on both sides'),
  link(
    'veth-same-namespace',
    'pair0',
    'a veth whose peer is in the same namespace; alternative names, an alias, a group',
  ),
  link('bridge', 'br0', 'a bridge'),
  link('bridge-port', 'port0', 'a veth that is a port of a bridge'),
  link('vxlan', 'vx0', 'a VXLAN over IPv4 with a multicast group, a lower device and a source port range'),
  link('vxlan-ipv6', 'vx6', 'a VXLAN over IPv6 without a lower device'),
  link('vxlan-external', 'vxext', 'a VXLAN whose VNI and remote end come with each packet'),
  link('vxlan-moved', 'moved', 'a VXLAN in another namespace than its lower device: its IFLA_LINK is itself', there),
  link('macvlan', 'mac0', 'a macvlan in mode bridge'),
  link('macvlan-source', 'macsrc', 'a macvlan in mode source with two addresses'),
  link('macvlan-moved', 'macmoved', 'a macvlan in another namespace than its lower device', there),
  link('ifb', 'ifb0', 'an ifb: a kind without data'),
  link('tap', 'tap0', 'a tap with an owner, no program on the other side'),
  link('tun', 'tun0', 'a tun'),
  address('ipv4', '10.0.0.1', 'an IPv4 address with a broadcast address'),
  address('label', '10.0.0.20', 'an IPv4 address with a label and a lifetime'),
  address('peer', '10.8.0.1', 'an IPv4 address with a peer: `address` is the other side'),
  address('peer-ipv6', 'fd00:8::1', 'an IPv6 address with a peer'),
  by('address', 'address')('ipv6', 'fd00::1', 'an IPv6 address: no `local`'),
  route('metrics', '10.20.0.0', 'a route with every metric, a source address, a realm and a table'),
  route('multipath', '10.21.0.0', 'a route over several next hops: a weight, an IPv6 gateway, onlink, a realm'),
  route('nexthop-object', '10.22.0.0', 'a route that names a nexthop object; the kernel spells the hops out as well'),
  route('via', '10.23.0.0', 'an IPv4 route with an IPv6 gateway'),
  route('blackhole', '10.24.0.0', 'a blackhole route'),
  route('unreachable', '10.25.0.0', 'an unreachable route'),
  route('prohibit', '10.26.0.0', 'a prohibit route'),
  route('throw', '10.27.0.0', 'a throw route in another table'),
  route('tos', '10.28.0.0', 'a route for one TOS'),
  route('encap', '10.29.0.0', 'a route with an encapsulation (LWTUNNEL_ENCAP_IP)'),
  route('local', '10.0.0.1', 'a route of the local table'),
  route('broadcast', '10.0.0.255', 'a broadcast route'),
  route('ipv6', 'fd20::', 'an IPv6 route with a preference and an end'),
  route('ipv6-source', 'fd21::', 'an IPv6 route for packets from one subnet'),
  route('ipv6-multipath', 'fd22::', 'an IPv6 route over two next hops'),
  route('ipv6-unreachable', 'fd23::', 'an unreachable IPv6 route'),
  {
    folder: 'route',
    file: 'default',
    about: 'a default route: no destination',
    is: (record) => record['priority'] === 100 && record['destination'] === undefined,
  },
  rule('every-selector', 100, 'a rule with every selector that iproute2 6.1 can set at once'),
  rule('tos', 101, 'a rule for one TOS, with realms'),
  rule('not-blackhole', 102, 'a rule that is inverted'),
  rule('goto', 103, 'a rule that jumps'),
  rule('nop', 104, 'a rule that does nothing'),
  rule('l3mdev', 105, 'a rule for VRFs'),
  rule('detached', 106, 'a rule for an interface that does not exist'),
  rule('suppress-group', 107, 'a rule that suppresses routes over one interface group'),
  rule('tunnel', 108, 'a rule for one tunnel id'),
  rule('ipv6', 109, 'a rule for IPv6'),
  {
    folder: 'rule',
    file: 'local',
    about: 'the rule of priority 0: the kernel leaves the priority out',
    is: (r) => r['priority'] === undefined,
  },
  neighbour('stale', '10.0.0.101', 'NUD_STALE'),
  neighbour('noarp', '10.0.0.102', 'NUD_NOARP'),
  neighbour('permanent', '10.0.0.103', 'NUD_PERMANENT, with a protocol'),
  neighbour('failed', '10.0.0.104', 'NUD_FAILED: no address'),
  neighbour('reachable', '10.0.0.105', 'NUD_REACHABLE'),
  neighbour('delay', '10.0.0.106', 'NUD_DELAY'),
  neighbour('probe', '10.0.0.107', 'NUD_PROBE'),
  neighbour('incomplete', '10.0.0.108', 'NUD_INCOMPLETE'),
  neighbour('extern-learn', '10.0.0.109', 'learned by a program (NTF_EXT_LEARNED)'),
  neighbour('managed', '10.0.0.110', 'kept fresh by the kernel (NTF_EXT_MANAGED)'),
  neighbour('ipv6-router', 'fd00::101', 'an IPv6 router'),
  fdb('fdb-static', '02:cc:00:00:00:01', 'a static entry of a bridge'),
  fdb('fdb-extern-learn', '02:cc:00:00:00:02', 'an entry of a bridge that a program learned'),
  fdb('fdb-self', '02:cc:00:00:00:03', "an entry of the device's own list"),
  fdb('fdb-permanent', '02:00:00:00:00:0e', 'the address of a port: permanent'),
  fdb('fdb-vxlan', '02:cc:00:00:00:04', 'an entry of a VXLAN with port, VNI and device of its own'),
  {
    folder: 'neighbour',
    file: 'fdb-vxlan-flood',
    about: 'where a VXLAN sends what it does not know: the all-zero address',
    is: (record) => record['address'] === '00:00:00:00:00:00' && record['destination'] === '10.0.0.10',
  },
  fdb('fdb-vxlan-ipv6', '02:cc:00:00:00:05', 'an entry of a VXLAN over IPv6'),
  fdb('fdb-vxlan-nexthop', '02:cc:00:00:00:06', 'an entry of a VXLAN that names a nexthop object'),
  fdb('fdb-vxlan-source-vni', '02:cc:00:00:00:07', 'an entry of an external VXLAN'),
  nexthop('gateway', 10, 'a next hop with a gateway'),
  nexthop('onlink', 11, 'a next hop that is onlink'),
  nexthop('group', 12, 'a group with weights'),
  nexthop('blackhole', 13, 'a blackhole'),
  nexthop('resilient', 14, 'a resilient group'),
  nexthop('ipv6', 15, 'an IPv6 next hop'),
  nexthop('fdb', 16, 'a next hop for FDB entries'),
  nexthop('fdb-group', 17, 'a group for FDB entries'),
  { folder: 'nsid', file: 'assigned', about: 'the number of another namespace', is: (record) => record['nsid'] === 5 },
  {
    folder: 'mdb',
    file: 'bridge',
    about: 'the groups and router ports of a bridge',
    is: (record) => record['ifindex'] === 13,
  },
  {
    folder: 'bridgeVlan',
    file: 'no-filtering',
    about: 'a port of a bridge that does not filter (the recording kernel has no VLANs)',
    is: (record) => record['name'] === 'port0',
  },
]
