import { ip } from '../../wire/addresses.ts'
import { ignored } from '../../wire/attributes.ts'
import { be16, named, s32, u8, u16, u32 } from '../../wire/scalars.ts'
import type { Infer } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { hex } from '../../wire/text.ts'
import { message } from '../message.ts'
import { routeMetrics } from './route-metrics.ts'
import { multipath, via } from './route-nexthops.ts'

/** RTN_*, linux/rtnetlink.h, in the words of `ip route`. */
export const routeTypes = [
  'unspec',
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
] as const

const rtmsg = struct(
  { name: 'rtmsg', header: 'linux/rtnetlink.h', size: 12 },
  {
    family: [0, u8, 'rtm_family'],
    destinationLength: [1, u8, 'rtm_dst_len'],
    sourceLength: [2, u8, 'rtm_src_len'],
    tos: [3, u8, 'rtm_tos'],
    /** RTPROT_*: 2 kernel, 3 boot, 4 static, 9 ra, 16 dhcp. */
    protocol: [5, u8, 'rtm_protocol'],
    /** RT_SCOPE_*: 0 global, 200 site, 253 link, 254 host, 255 nowhere. */
    scope: [6, u8, 'rtm_scope'],
    type: [7, named(u8, routeTypes), 'rtm_type'],
    /** RTNH_F_* of the only next hop: 1 dead, 4 onlink, 16 linkdown; RTM_F_* above. */
    flags: [8, u32, 'rtm_flags'],
  },
)

const rtaCacheinfo = struct(
  { name: 'rta_cacheinfo', header: 'linux/rtnetlink.h', size: 32 },
  {
    /** USER_HZ (1/100 s) until an IPv6 route expires; 0 for ever. */
    expires: [8, s32, 'rta_expires'],
  },
)

/** RTM_NEWROUTE: one route of any table. */
export const route = message(
  { name: 'route', answer: 24, request: 26, prefix: 'RTA_', header: 'linux/rtnetlink.h' },
  rtmsg,
  {
    /** Absent for a default route. */
    destination: [1, ip, 'DST'],
    source: [2, ip, 'SRC'],
    inputInterface: [3, u32, 'IIF'],
    outputInterface: [4, u32, 'OIF'],
    gateway: [5, ip, 'GATEWAY'],
    priority: [6, u32, 'PRIORITY'],
    preferredSource: [7, ip, 'PREFSRC'],
    metrics: [8, routeMetrics, 'METRICS'],
    multipath: [9, multipath, 'MULTIPATH'],
    protocolInfo: [10, ignored, 'PROTOINFO'],
    flow: [11, u32, 'FLOW'],
    cacheInfo: [12, rtaCacheinfo, 'CACHEINFO'],
    session: [13, ignored, 'SESSION'],
    multipathAlgorithm: [14, ignored, 'MP_ALGO'],
    /** 254 main, 255 local, 253 default. */
    table: [15, u32, 'TABLE'],
    mark: [16, u32, 'MARK'],
    multicastStats: [17, ignored, 'MFC_STATS'],
    /** A gateway of another address family. */
    via: [18, via, 'VIA'],
    newDestination: [19, hex, 'NEWDST'],
    /** Router preference (RFC 4191): 0 medium, 1 high, 3 low. */
    preference: [20, u8, 'PREF'],
    encapType: [21, u16, 'ENCAP_TYPE'],
    encap: [22, hex, 'ENCAP'],
    /** In answers only of multicast routes (net/ipv4/ipmr_base.c), with 64 bits: since when it is not used. */
    expires: [23, ignored, 'EXPIRES'],
    padding: [24, ignored, 'PAD'],
    uid: [25, u32, 'UID'],
    ttlPropagate: [26, u8, 'TTL_PROPAGATE'],
    ipProtocol: [27, u8, 'IP_PROTO'],
    sourcePort: [28, be16, 'SPORT'],
    destinationPort: [29, be16, 'DPORT'],
    /** A nexthop object (`ip nexthop`). */
    nexthopId: [30, u32, 'NH_ID'],
    flowLabel: [31, ignored, 'FLOWLABEL'],
  },
)

export type Route = Infer<typeof route>
