import { setTimeout as sleep } from 'node:timers/promises'
import { configure } from '../lab/configure.ts'
import type { Lab, PlainHost } from '../lab/lab.ts'
import { print } from './print.ts'

const devices = (other: string): string => `
link set lo up
link add up0 index 10 address 02:00:00:00:00:0a type veth peer name up0 index 9 netns ${other}
link add up1 index 11 type veth peer name up1 index 8 netns ${other}
link add br0 index 13 type bridge mcast_igmp_version 3 mcast_mld_version 2 mcast_querier 1
link add port0 index 14 type veth peer name eth0 index 2 netns ${other}
link add vx0 index 15 type vxlan id 42 local 10.0.0.1 dev up0 dstport 4789
link add vxe index 16 type vxlan external dstport 4791
link set port0 master br0
link set vxe up
link set up0 up
link set up1 up
link set br0 up
link set port0 up
link set vx0 up`

const otherEnds = `
link set lo up
link set up0 up
link set up1 up
link set eth0 up`

const network = `
addr add 10.0.0.1/24 brd + dev up0
addr add 10.0.0.20/24 dev up0 label up0:web valid_lft 3600 preferred_lft 1800
addr add 10.0.1.20/24 dev up0 scope link noprefixroute
addr add 10.8.0.1 peer 10.8.0.2/32 dev up1 scope link metric 50
addr add 10.99.0.1/24 dev br0
addr add fd00::1/64 dev up0 nodad
addr add fd00::12/64 dev up0 nodad preferred_lft 0 valid_lft 900
addr add fd00::13/64 dev up0 home nodad
addr add fd00::14/64 dev up0 mngtmpaddr nodad noprefixroute
addr add fd00:8::1 peer fd00:8::2/128 dev up1 nodad
nexthop add id 10 via 10.0.0.2 dev up0
nexthop add id 11 via 10.0.0.3 dev up0 onlink
nexthop add id 12 group 10,3/11,200
nexthop add id 13 blackhole
nexthop add id 14 group 10/11 type resilient buckets 16
nexthop add id 15 via fd00::2 dev up0
nexthop add id 16 via 10.0.0.30 fdb
nexthop add id 17 group 16 fdb
nexthop add id 18 dev up1 proto 50
route add default via 10.0.0.254 dev up0 metric 100
route add 10.20.0.0/16 via 10.0.0.2 dev up0 src 10.0.0.20 proto static scope global table 200 mtu lock 1300 advmss 1200 window 1000 rtt 10ms rttvar 20ms ssthresh 30 cwnd 40 reordering 5 hoplimit 60 initcwnd 11 features ecn rto_min 200ms initrwnd 12 quickack 1 congctl cubic realm 3
route add 10.21.0.0/16 nexthop via 10.0.0.2 dev up0 weight 3 nexthop via inet6 fd00::2 dev up0 nexthop via 10.9.9.9 dev up1 onlink realm 4
route add 10.22.0.0/16 nhid 12
route add 10.23.0.0/16 via inet6 fd00::2 dev up0
route add blackhole 10.24.0.0/16 metric 5
route add unreachable 10.25.0.0/16
route add prohibit 10.26.0.0/16
route add throw 10.27.0.0/16 table 300
route add 10.28.0.0/16 dev br0 tos 0x10 scope link
route add 10.29.0.0/16 encap ip id 100 dst 10.0.0.9 dev vxe
route add 10.30.0.0/16 via 10.9.9.9 dev up1 onlink proto 99
route add 10.31.0.0/16 nhid 13
route add local 10.32.0.0/16 dev lo table 400
route add default dev up1 metric 4294967295 table 4294967294
route add fd20::/64 via fd00::2 dev up0 metric 7 pref high expires 1000
route add fd21::/64 from fd00::/64 via fd00::2 dev up0
route add fd22::/64 nexthop via fd00::2 dev up0 weight 2 nexthop via fd00::3 dev up0
route add fd24::/64 nhid 15
route add unreachable fd23::/64
route add blackhole fd25::/64
route add prohibit fd26::/64
route add throw fd27::/64 table 300
rule add pref 100 from 10.1.0.0/24 to 10.2.0.0/16 iif br0 oif up0 fwmark 0x10/0xff ipproto tcp sport 100-200 dport 80 uidrange 1000-1999 suppress_prefixlength 0 table 200 protocol 4
rule add pref 101 tos 0x10 table main realms 3
rule add pref 102 not from 10.3.0.0/16 blackhole
rule add pref 103 from 10.4.0.0/16 goto 32766
rule add pref 104 nop
rule add pref 105 l3mdev
rule add pref 106 iif nowhere0 prohibit
rule add pref 107 suppress_ifgroup 7 table main
rule add pref 108 tun_id 77 unreachable
rule add pref 110 oif nowhere1 goto 111
rule add pref 112 fwmark 0x80000000 table 4294967294
neigh add 10.0.0.101 lladdr 02:bb:00:00:00:01 nud stale dev up0
neigh add 10.0.0.102 lladdr 02:bb:00:00:00:02 nud noarp dev up0
neigh add 10.0.0.103 lladdr 02:bb:00:00:00:03 nud permanent dev up0 protocol 4
neigh add 10.0.0.104 nud failed dev up0
neigh add 10.0.0.105 lladdr 02:bb:00:00:00:05 nud reachable dev up0
neigh add 10.0.0.106 lladdr 02:bb:00:00:00:06 nud delay dev up0
neigh add 10.0.0.107 lladdr 02:bb:00:00:00:07 nud probe dev up0
neigh add 10.0.0.108 nud incomplete dev up0
neigh add 10.0.0.109 lladdr 02:bb:00:00:00:09 nud stale dev up0 extern_learn
neigh add 10.0.0.110 lladdr 02:bb:00:00:00:0a dev up0 managed
neigh add fd00::101 lladdr 02:bb:00:00:01:01 nud stale dev up0 router
neigh add fd00::103 lladdr 02:bb:00:00:01:03 nud permanent dev up0
neigh add proxy 10.0.0.120 dev up0
neigh add proxy fd00::120 dev up0`

const bridging = `
fdb add 02:cc:00:00:00:01 dev port0 master static
fdb add 02:cc:00:00:00:02 dev port0 master extern_learn
fdb add 02:cc:00:00:00:03 dev port0 self
fdb add 02:cc:00:00:00:0b dev port0 master static sticky
fdb add 02:cc:00:00:00:0c dev port0 master dynamic
fdb add 02:cc:00:00:00:04 dev vx0 dst 10.0.0.9 port 4790 vni 7 via up0
fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.10
fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.11
fdb add 02:cc:00:00:00:06 dev vx0 nhid 17
fdb add 02:cc:00:00:00:07 dev vxe dst 10.0.0.9 src_vni 9 vni 9
mdb add dev br0 port port0 grp 239.2.2.2 permanent
mdb add dev br0 port port0 grp 239.2.2.3 src 10.0.0.5 temp
mdb add dev br0 port port0 grp ff15::2 permanent
mdb add dev br0 port port0 grp 01:00:5e:7f:00:01 permanent
mdb add dev br0 port br0 grp 239.2.2.4 temp
link set dev port0 mcast_router 2 hairpin on isolated on learning off`

const lines = (text: string): string[] => text.split('\n').filter(Boolean)

/** A host with one of everything that IP and bridges know: addresses, routes of all kinds, rules, neighbours, FDB and MDB entries. */
export const buildNetworkScene = async (lab: Lab): Promise<PlainHost> => {
  const host = await lab.plainHost({ name: 'net', bridges: [], containers: [{ name: 'other', networks: [] }] })
  const other = host.container('other')
  await configure(host.run, [
    { netns: host.netns, lines: lines(devices(other.netns)) },
    { netns: other.netns, lines: lines(otherEnds) },
    { netns: host.netns, lines: lines(network) },
  ])
  // A port takes learned entries only when the kernel has seen that its line is up.
  while (!(await print(host, 'bridge', 'link')).includes('state forwarding')) await sleep(20)
  const steps: readonly (readonly [argv: readonly string[], input: string])[] = [
    [['ip', '-6', '-batch', '-'], 'rule add pref 109 from fd00::/64 table 200\n'],
    [['bridge', '-batch', '-'], `${lines(bridging).join('\n')}\n`],
  ]
  for (const [argv, input] of steps) {
    const { status, stderr } = await host.exec(argv, { input })
    if (status !== 0) throw new Error(`${argv.join(' ')}: ${stderr.trim()}`)
  }
  return host
}
