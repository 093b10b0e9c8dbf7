import { attributes, ignored, repeated } from '../../wire/attributes.ts'
import { named, s32, u8, u16, u32, u64 } from '../../wire/scalars.ts'
import type { Infer } from '../../wire/shape.ts'
import { grown, struct } from '../../wire/struct.ts'
import { cstring, hardwareAddress } from '../../wire/text.ts'
import { words } from '../../wire/words.ts'
import { linkInfo } from '../link-kinds/index.ts'
import { message } from '../message.ts'

const ifinfomsg = struct(
  { name: 'ifinfomsg', header: 'linux/rtnetlink.h', size: 16 },
  {
    /** ARPHRD_*, linux/if_arp.h: 1 Ethernet, 772 loopback. */
    hardwareType: [2, u16, 'ifi_type'],
    ifindex: [4, s32, 'ifi_index'],
    /** IFF_*, linux/if.h. */
    flags: [8, u32, 'ifi_flags'],
  },
)

const rtnlLinkStats64 = struct(
  { name: 'rtnl_link_stats64', header: 'linux/if_link.h', size: 184 },
  {
    rxPackets: [0, u64, 'rx_packets'],
    txPackets: [8, u64, 'tx_packets'],
    rxBytes: [16, u64, 'rx_bytes'],
    txBytes: [24, u64, 'tx_bytes'],
    rxErrors: [32, u64, 'rx_errors'],
    txErrors: [40, u64, 'tx_errors'],
    rxDropped: [48, u64, 'rx_dropped'],
    txDropped: [56, u64, 'tx_dropped'],
    multicast: [64, u64, 'multicast'],
    collisions: [72, u64, 'collisions'],
    rxLengthErrors: [80, u64, 'rx_length_errors'],
    rxOverErrors: [88, u64, 'rx_over_errors'],
    rxCrcErrors: [96, u64, 'rx_crc_errors'],
    rxFrameErrors: [104, u64, 'rx_frame_errors'],
    rxFifoErrors: [112, u64, 'rx_fifo_errors'],
    rxMissedErrors: [120, u64, 'rx_missed_errors'],
    txAbortedErrors: [128, u64, 'tx_aborted_errors'],
    txCarrierErrors: [136, u64, 'tx_carrier_errors'],
    txFifoErrors: [144, u64, 'tx_fifo_errors'],
    txHeartbeatErrors: [152, u64, 'tx_heartbeat_errors'],
    txWindowErrors: [160, u64, 'tx_window_errors'],
    /** Since 4.6. */
    rxNohandler: [184, grown(u64), 'rx_nohandler'],
    /** Since 5.19. */
    rxOtherhostDropped: [192, grown(u64), 'rx_otherhost_dropped'],
  },
)

/** The interface's own net.ipv4.conf settings; each counts together with `conf/all` (see sysctls). */
const ipv4Settings = words(
  { prefix: 'IPV4_DEVCONF_', header: 'linux/ip.h', first: 1 },
  {
    forwarding: [1, 'FORWARDING'],
    mcForwarding: [2, 'MC_FORWARDING'],
    proxyArp: [3, 'PROXY_ARP'],
    rpFilter: [8, 'RP_FILTER'],
    arpFilter: [13, 'ARPFILTER'],
    arpAnnounce: [18, 'ARP_ANNOUNCE'],
    arpIgnore: [19, 'ARP_IGNORE'],
    arpAccept: [21, 'ARP_ACCEPT'],
    acceptLocal: [23, 'ACCEPT_LOCAL'],
    srcValidMark: [24, 'SRC_VMARK'],
    proxyArpPvlan: [25, 'PROXY_ARP_PVLAN'],
    routeLocalnet: [26, 'ROUTE_LOCALNET'],
    ignoreRoutesWithLinkdown: [29, 'IGNORE_ROUTES_WITH_LINKDOWN'],
  },
)

/** The interface's own net.ipv6.conf settings. */
const ipv6Settings = words(
  { prefix: 'DEVCONF_', header: 'linux/ipv6.h', first: 0 },
  {
    forwarding: [0, 'FORWARDING'],
    acceptRa: [3, 'ACCEPT_RA'],
    autoconf: [5, 'AUTOCONF'],
    proxyNdp: [22, 'PROXY_NDP'],
    acceptSourceRoute: [24, 'ACCEPT_SOURCE_ROUTE'],
    mcForwarding: [25, 'MC_FORWARDING'],
    disableIpv6: [26, 'DISABLE_IPV6'],
    acceptDad: [27, 'ACCEPT_DAD'],
    ignoreRoutesWithLinkdown: [39, 'IGNORE_ROUTES_WITH_LINKDOWN'],
  },
)

const ipv4Protocol = attributes(
  { prefix: 'IFLA_INET_', header: 'linux/if_link.h' },
  { settings: [1, ipv4Settings, 'CONF'] },
)

const ipv6Protocol = attributes(
  { prefix: 'IFLA_INET6_', header: 'linux/if_link.h' },
  {
    flags: [1, u32, 'FLAGS'],
    settings: [2, ipv6Settings, 'CONF'],
    stats: [3, ignored, 'STATS'],
    multicast: [4, ignored, 'MCAST'],
    cacheInfo: [5, ignored, 'CACHEINFO'],
    icmpStats: [6, ignored, 'ICMP6STATS'],
    token: [7, ignored, 'TOKEN'],
    /** enum in6_addr_gen_mode: 0 EUI-64, 1 none, 2 stable privacy, 3 random. */
    addressGeneration: [8, u8, 'ADDR_GEN_MODE'],
    raMtu: [9, u32, 'RA_MTU'],
  },
)

/** IFLA_AF_SPEC of an AF_UNSPEC dump: one list for each address family (AF_*, linux/socket.h). */
const protocols = attributes(
  { prefix: 'AF_', header: 'sys/socket.h' },
  {
    ipv4: [2, ipv4Protocol, 'INET'],
    ipv6: [10, ipv6Protocol, 'INET6'],
    mpls: [28, ignored, 'MPLS'],
    mctp: [45, ignored, 'MCTP'],
  },
)

/** Programs that see a packet before anything else. */
const xdp = attributes(
  { prefix: 'IFLA_XDP_', header: 'linux/if_link.h' },
  {
    descriptor: [1, ignored, 'FD'],
    /** XDP_ATTACHED_*: 0 none, 1 in the driver, 2 generic, 3 in hardware, 4 several. */
    attached: [2, u8, 'ATTACHED'],
    flags: [3, ignored, 'FLAGS'],
    /** Ids of programs; this one where there is one only. */
    program: [4, u32, 'PROG_ID'],
    /** Since 4.19. */
    driverProgram: [5, u32, 'DRV_PROG_ID'],
    genericProgram: [6, u32, 'SKB_PROG_ID'],
    hardwareProgram: [7, u32, 'HW_PROG_ID'],
    expectedDescriptor: [8, ignored, 'EXPECTED_FD'],
  },
)

/** IF_OPER_*, linux/if.h, in the words of `ip`. */
const operStates = ['UNKNOWN', 'NOTPRESENT', 'DOWN', 'LOWERLAYERDOWN', 'TESTING', 'DORMANT', 'UP'] as const

/** RTM_NEWLINK: one network interface. */
export const link = message(
  { name: 'link', answer: 16, request: 18, prefix: 'IFLA_', header: 'linux/if_link.h' },
  ifinfomsg,
  {
    address: [1, hardwareAddress, 'ADDRESS'],
    broadcast: [2, hardwareAddress, 'BROADCAST'],
    name: [3, cstring, 'IFNAME'],
    mtu: [4, u32, 'MTU'],
    /** ifindex of the peer or of the device below, in the namespace that linkNetnsid names. */
    link: [5, s32, 'LINK'],
    qdisc: [6, cstring, 'QDISC'],
    /** 32-bit copies of stats64. */
    stats: [7, ignored, 'STATS'],
    cost: [8, ignored, 'COST'],
    priority: [9, ignored, 'PRIORITY'],
    master: [10, u32, 'MASTER'],
    wireless: [11, ignored, 'WIRELESS'],
    protocolInfo: [12, ignored, 'PROTINFO'],
    txQueueLength: [13, u32, 'TXQLEN'],
    map: [14, ignored, 'MAP'],
    weight: [15, ignored, 'WEIGHT'],
    operState: [16, named(u8, operStates), 'OPERSTATE'],
    /** 0 default, 1 dormant. */
    linkMode: [17, u8, 'LINKMODE'],
    info: [18, linkInfo, 'LINKINFO'],
    netnsPid: [19, ignored, 'NET_NS_PID'],
    alias: [20, cstring, 'IFALIAS'],
    numVf: [21, ignored, 'NUM_VF'],
    vfInfo: [22, ignored, 'VFINFO_LIST'],
    stats64: [23, rtnlLinkStats64, 'STATS64'],
    vfPorts: [24, ignored, 'VF_PORTS'],
    portSelf: [25, ignored, 'PORT_SELF'],
    protocols: [26, protocols, 'AF_SPEC'],
    group: [27, u32, 'GROUP'],
    netnsFd: [28, ignored, 'NET_NS_FD'],
    extMask: [29, ignored, 'EXT_MASK'],
    promiscuity: [30, u32, 'PROMISCUITY'],
    txQueues: [31, u32, 'NUM_TX_QUEUES'],
    rxQueues: [32, u32, 'NUM_RX_QUEUES'],
    carrier: [33, u8, 'CARRIER'],
    physicalPortId: [34, ignored, 'PHYS_PORT_ID'],
    carrierChanges: [35, u32, 'CARRIER_CHANGES'],
    physicalSwitchId: [36, ignored, 'PHYS_SWITCH_ID'],
    /** nsid of the namespace of `link`, in the scope of the asking socket; -1 while it goes away. */
    linkNetnsid: [37, s32, 'LINK_NETNSID'],
    physicalPortName: [38, ignored, 'PHYS_PORT_NAME'],
    protoDown: [39, u8, 'PROTO_DOWN'],
    gsoMaxSegments: [40, ignored, 'GSO_MAX_SEGS'],
    gsoMaxSize: [41, ignored, 'GSO_MAX_SIZE'],
    padding: [42, ignored, 'PAD'],
    xdp: [43, xdp, 'XDP'],
    event: [44, ignored, 'EVENT'],
    newNetnsid: [45, ignored, 'NEW_NETNSID'],
    targetNetnsid: [46, ignored, 'TARGET_NETNSID'],
    carrierUpCount: [47, u32, 'CARRIER_UP_COUNT'],
    carrierDownCount: [48, u32, 'CARRIER_DOWN_COUNT'],
    newIfindex: [49, ignored, 'NEW_IFINDEX'],
    minMtu: [50, u32, 'MIN_MTU'],
    maxMtu: [51, u32, 'MAX_MTU'],
    altNames: [52, repeated(53, cstring), 'PROP_LIST'],
    altName: [53, ignored, 'ALT_IFNAME'],
    permanentAddress: [54, hardwareAddress, 'PERM_ADDRESS'],
    protoDownReason: [55, ignored, 'PROTO_DOWN_REASON'],
    parentDevice: [56, cstring, 'PARENT_DEV_NAME'],
    parentBus: [57, cstring, 'PARENT_DEV_BUS_NAME'],
    groMaxSize: [58, ignored, 'GRO_MAX_SIZE'],
    tsoMaxSize: [59, ignored, 'TSO_MAX_SIZE'],
    tsoMaxSegments: [60, ignored, 'TSO_MAX_SEGS'],
    allMulticast: [61, u32, 'ALLMULTI'],
    devlinkPort: [62, ignored, 'DEVLINK_PORT'],
    gsoIpv4MaxSize: [63, ignored, 'GSO_IPV4_MAX_SIZE'],
    groIpv4MaxSize: [64, ignored, 'GRO_IPV4_MAX_SIZE'],
    dpllPin: [65, ignored, 'DPLL_PIN'],
    maxPacingOffloadHorizon: [66, ignored, 'MAX_PACING_OFFLOAD_HORIZON'],
    /** The interface may not be moved to another namespace (6.15). */
    netnsImmutable: [67, u8, 'NETNS_IMMUTABLE'],
    headroom: [68, ignored, 'HEADROOM'],
    tailroom: [69, ignored, 'TAILROOM'],
  },
)

export type Link = Infer<typeof link>

/** IFF_*, linux/if.h */
export const IFF_UP = 1
export const IFF_LOOPBACK = 8
