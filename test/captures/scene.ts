/** The two namespaces that captures are recorded from. */
export const here = 'ncap-here'
export const there = 'ncap-there'

const devices = `
netns set ${there} 5
link set lo up
link add up0 index 10 address 02:00:00:00:00:0a mtu 1400 type veth peer name up0 index 10 address 02:00:00:00:01:0a netns ${there}
link add pair0 index 11 address 02:00:00:00:00:0b type veth peer name pair1 index 12 address 02:00:00:00:00:0c
link add br0 index 13 address 02:00:00:00:00:0d type bridge stp_state 1 forward_delay 400 mcast_igmp_version 3 mcast_mld_version 2 mcast_querier 1
link add port0 index 14 address 02:00:00:00:00:0e type veth peer name eth0 index 2 netns ${there}
link add vx0 index 15 address 02:00:00:00:00:0f type vxlan id 42 local 10.0.0.1 group 239.1.1.1 dev up0 dstport 4789 srcport 40000 50000 ttl 16 gbp
link add vx6 index 16 address 02:00:00:00:00:10 type vxlan id 43 local fd00::1 remote fd00::9 dstport 4790 nolearning maxaddress 7 l2miss l3miss proxy
link add vxext index 17 address 02:00:00:00:00:11 type vxlan external dstport 4791 vnifilter
link add mac0 index 18 address 02:00:00:00:00:12 link up0 type macvlan mode bridge
link add macsrc index 19 address 02:00:00:00:00:13 link up0 type macvlan mode source
link add ifb0 index 20 address 02:00:00:00:00:14 type ifb
link add moved index 21 address 02:00:00:00:00:15 type vxlan id 44 local 10.0.0.1 dev up0 dstport 4792
link add macmoved index 22 address 02:00:00:00:00:16 link up0 type macvlan mode private
link set macsrc type macvlan macaddr add 02:aa:00:00:00:01
link set macsrc type macvlan macaddr add 02:aa:00:00:00:02
link set moved netns ${there}
link set macmoved netns ${there}
link property add dev pair0 altname a-rather-long-alternative-name
link property add dev pair0 altname other
link set pair0 alias "what it is for"
link set pair0 txqueuelen 500 group 7
tuntap add name tap0 mode tap user 1000 group 1001 multi_queue
tuntap add name tun0 mode tun
link set port0 master br0
link set port0 type bridge_slave hairpin on isolated on cost 7 mcast_router 2
`

const otherEnds = `
link set eth0 up
link set up0 up
addr add 10.0.0.2/24 dev up0
`

const network = `
link set vxext up
link set up0 up
link set pair0 up
link set pair1 up
link set br0 up
link set port0 up
addr add 10.0.0.1/24 brd + dev up0
addr add 10.0.0.20/24 dev up0 label up0:web valid_lft 3600 preferred_lft 1800
addr add 10.8.0.1 peer 10.8.0.2/32 dev pair0 scope link metric 50
addr add fd00::1/64 dev up0 nodad
addr add fd00:8::1 peer fd00:8::2/128 dev pair0 nodad
nexthop add id 10 via 10.0.0.2 dev up0
nexthop add id 11 via 10.0.0.3 dev up0 onlink
nexthop add id 12 group 10,3/11,200
nexthop add id 13 blackhole
nexthop add id 14 group 10/11 type resilient buckets 16
nexthop add id 15 via fd00::2 dev up0
nexthop add id 16 via 10.0.0.30 fdb
nexthop add id 17 group 16 fdb
route add default via 10.0.0.254 dev up0 metric 100
route add 10.20.0.0/16 via 10.0.0.2 dev up0 src 10.0.0.20 proto static scope global table 200 mtu lock 1300 advmss 1200 window 1000 rtt 10ms rttvar 20ms ssthresh 30 cwnd 40 reordering 5 hoplimit 60 initcwnd 11 features ecn rto_min 200ms initrwnd 12 quickack 1 congctl cubic realm 3
route add 10.21.0.0/16 nexthop via 10.0.0.2 dev up0 weight 3 nexthop via inet6 fd00::2 dev up0 nexthop via 10.9.9.9 dev pair0 onlink realm 4
route add 10.22.0.0/16 nhid 12
route add 10.23.0.0/16 via inet6 fd00::2 dev up0
route add blackhole 10.24.0.0/16 metric 5
route add unreachable 10.25.0.0/16
route add prohibit 10.26.0.0/16
route add throw 10.27.0.0/16 table 300
route add 10.28.0.0/16 dev br0 tos 0x10 scope link
route add fd20::/64 via fd00::2 dev up0 metric 7 pref high expires 1000
route add fd21::/64 from fd00::/64 via fd00::2 dev up0
route add fd22::/64 nexthop via fd00::2 dev up0 weight 2 nexthop via fd00::3 dev up0
route add unreachable fd23::/64
route add 10.29.0.0/16 encap ip id 100 dst 10.0.0.9 dev vxext
rule add pref 100 from 10.1.0.0/24 to 10.2.0.0/16 iif br0 oif up0 fwmark 0x10/0xff ipproto tcp sport 100-200 dport 80 uidrange 1000-1999 suppress_prefixlength 0 table 200 protocol 4
rule add pref 101 tos 0x10 table main realms 3
rule add pref 102 not from 10.3.0.0/16 blackhole
rule add pref 103 from 10.4.0.0/16 goto 32766
rule add pref 104 nop
rule add pref 105 l3mdev
rule add pref 106 iif nowhere0 prohibit
rule add pref 107 suppress_ifgroup 7 table main
rule add pref 108 tun_id 77 unreachable
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
`

const bridges = `
fdb add 02:cc:00:00:00:01 dev port0 master static
fdb add 02:cc:00:00:00:02 dev port0 master extern_learn
fdb add 02:cc:00:00:00:03 dev port0 self
fdb add 02:cc:00:00:00:04 dev vx0 dst 10.0.0.9 port 4790 vni 7 via up0
fdb append 00:00:00:00:00:00 dev vx0 dst 10.0.0.10
fdb add 02:cc:00:00:00:05 dev vx6 dst fd00::9
fdb add 02:cc:00:00:00:06 dev vx0 nhid 17
fdb add 02:cc:00:00:00:07 dev vxext dst 10.0.0.9 src_vni 9 vni 9
mdb add dev br0 port port0 grp 239.2.2.2 permanent
mdb add dev br0 port port0 grp 239.2.2.3 src 10.0.0.5 temp
mdb add dev br0 port port0 grp ff15::2 permanent
mdb add dev br0 port port0 grp 01:00:5e:7f:00:01 permanent
mdb add dev br0 port br0 grp 239.2.2.4 temp
`

/** The commands that fill the namespaces, in order: arguments of the program, then a batch for its standard input. */
export const steps: readonly (readonly [argv: readonly string[], batch: string])[] = [
  [['ip', '-n', here], devices],
  [['ip', '-n', there], otherEnds],
  [['ip', '-n', here], network],
  [['ip', '-6', '-n', here], 'rule add pref 109 from fd00::/64 table 200\n'],
  [['bridge', '-n', here], bridges],
]
