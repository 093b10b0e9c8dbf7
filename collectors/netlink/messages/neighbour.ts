import { ip } from '../../wire/addresses.ts'
import { ignored } from '../../wire/attributes.ts'
import { be16, s32, u8, u16, u32 } from '../../wire/scalars.ts'
import type { Infer } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { hardwareAddress, hex } from '../../wire/text.ts'
import { message } from '../message.ts'

const ndmsg = struct(
  { name: 'ndmsg', header: 'linux/neighbour.h', size: 12 },
  {
    /** AF_INET 2, AF_INET6 10; AF_BRIDGE 7 for an entry of a forwarding database. */
    family: [0, u8, 'ndm_family'],
    ifindex: [4, s32, 'ndm_ifindex'],
    /** NUD_*: 1 incomplete, 2 reachable, 4 stale, 8 delay, 16 probe, 32 failed, 64 noarp, 128 permanent. */
    state: [8, u16, 'ndm_state'],
    /** NTF_*: 1 use, 2 self, 4 master, 8 proxy, 16 extern_learn, 32 offloaded, 64 sticky, 128 router. */
    flags: [10, u8, 'ndm_flags'],
    type: [11, u8, 'ndm_type'],
  },
)

/** Ages in USER_HZ (1/100 s). */
const ndaCacheinfo = struct(
  { name: 'nda_cacheinfo', header: 'linux/neighbour.h', size: 16 },
  {
    confirmed: [0, u32, 'ndm_confirmed'],
    used: [4, u32, 'ndm_used'],
    updated: [8, u32, 'ndm_updated'],
    references: [12, u32, 'ndm_refcnt'],
  },
)

/** RTM_NEWNEIGH: an entry of the ARP or NDP table, or (AF_BRIDGE) of a forwarding database. */
export const neighbour = message(
  { name: 'neighbour', answer: 28, request: 30, prefix: 'NDA_', header: 'linux/neighbour.h' },
  ndmsg,
  {
    /** The neighbour's address; for a VXLAN's FDB entry the remote tunnel end. */
    destination: [1, ip, 'DST'],
    address: [2, hardwareAddress, 'LLADDR'],
    ages: [3, ndaCacheinfo, 'CACHEINFO'],
    probes: [4, ignored, 'PROBES'],
    vlan: [5, u16, 'VLAN'],
    port: [6, be16, 'PORT'],
    vni: [7, u32, 'VNI'],
    viaInterface: [8, u32, 'IFINDEX'],
    /** The bridge whose table the entry is in; absent for the device's own list. */
    master: [9, u32, 'MASTER'],
    linkNetnsid: [10, ignored, 'LINK_NETNSID'],
    sourceVni: [11, u32, 'SRC_VNI'],
    protocol: [12, u8, 'PROTOCOL'],
    nexthopId: [13, u32, 'NH_ID'],
    fdbExtended: [14, hex, 'FDB_EXT_ATTRS'],
    /** NTF_EXT_*: 1 managed, 2 locked. */
    extendedFlags: [15, u32, 'FLAGS_EXT'],
    stateMask: [16, ignored, 'NDM_STATE_MASK'],
    flagsMask: [17, ignored, 'NDM_FLAGS_MASK'],
  },
)

export type Neighbour = Infer<typeof neighbour>
