import { ip, ipv4, ipv6 } from '../../wire/addresses.ts'
import { attributes, repeated } from '../../wire/attributes.ts'
import type { Codec, FixedCodec } from '../../wire/codec.ts'
import { headed } from '../../wire/headed.ts'
import { named, u8, u16, u32 } from '../../wire/scalars.ts'
import { type Infer, list, text } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { hardwareAddress } from '../../wire/text.ts'
import { message } from '../message.ts'

const header = 'linux/if_bridge.h'

const brPortMsg = struct(
  { name: 'br_port_msg', header, size: 8 },
  {
    family: [0, u8, 'family'],
    /** The bridge, or (6.3) the VXLAN with a multicast database of its own. */
    ifindex: [4, u32, 'ifindex'],
  },
)

/** linux/if_ether.h */
const ETH_P_IP = 0x0800
const ETH_P_IPV6 = 0x86dd
const protocolAt = 16

/** The union `addr` of struct br_mdb_entry, told by the protocol behind it; without one it is a hardware address. */
const group: FixedCodec<string> = {
  json: text.json,
  size: 18,
  decode: (view, at) => {
    const protocol = view.getUint16(at + protocolAt)
    if (protocol === ETH_P_IP) return ipv4.decode(view, at, 4)
    return protocol === ETH_P_IPV6 ? ipv6.decode(view, at, 16) : hardwareAddress.decode(view, at, 6)
  },
}

const brMdbEntry = struct(
  { name: 'br_mdb_entry', header, size: 28 },
  {
    /** ifindex of the port; the bridge's own where the host itself wants the group. */
    port: [0, u32, 'ifindex'],
    state: [4, named(u8, ['temp', 'permanent']), 'state'],
    /** MDB_FLAGS_*: 1 offload, 2 fast leave, 4 added for (*,G) exclude, 8 blocked. */
    flags: [5, u8, 'flags'],
    /** 0 without VLAN filtering. */
    vlan: [6, u16, 'vid'],
    group: [8, group, 'addr'],
  },
)

/** Timers are in USER_HZ (1/100 s). */
const sourceAttributes = attributes(
  { prefix: 'MDBA_MDB_SRCATTR_', header },
  { address: [1, ip, 'ADDRESS'], timer: [2, u32, 'TIMER'] },
)

const entryAttributes = attributes(
  { prefix: 'MDBA_MDB_EATTR_', header },
  {
    timer: [1, u32, 'TIMER'],
    sources: [2, repeated(1, sourceAttributes, { name: 'MDBA_MDB_SRCLIST_ENTRY', header }), 'SRC_LIST'],
    /** MCAST_EXCLUDE 0, MCAST_INCLUDE 1, linux/in.h */
    filterMode: [3, named(u8, ['exclude', 'include']), 'GROUP_MODE'],
    /** The only sender of an (S,G) entry. */
    source: [4, ip, 'SOURCE'],
    protocol: [5, u8, 'RTPROT'],
    /** The remote tunnel end of a VXLAN's entry. */
    destination: [6, ip, 'DST'],
    destinationPort: [7, u16, 'DST_PORT'],
    vni: [8, u32, 'VNI'],
    outputInterface: [9, u32, 'IFINDEX'],
    sourceVni: [10, u32, 'SRC_VNI'],
  },
)

const entry = headed(brMdbEntry, entryAttributes)

/** MDBA_MDB: a list of groups, each a list of ports. */
const groups = repeated(1, repeated(1, entry, { name: 'MDBA_MDB_ENTRY_INFO', header }), {
  name: 'MDBA_MDB_ENTRY',
  header,
})
const entries: Codec<readonly Infer<typeof entry>[]> = {
  json: list(entry).json,
  parts: [groups],
  decode: (view, at, length) => groups.decode(view, at, length).flat(),
}

const routerAttributes = attributes(
  { prefix: 'MDBA_ROUTER_PATTR_', header },
  {
    timer: [1, u32, 'TIMER'],
    /** MDB_RTR_TYPE_* */
    type: [2, named(u8, ['disabled', 'temp-query', 'permanent', 'temp']), 'TYPE'],
    timer4: [3, u32, 'INET_TIMER'],
    timer6: [4, u32, 'INET6_TIMER'],
    vlan: [5, u16, 'VID'],
  },
)

/** The kernel's comment calls it a bare number; there is no struct of that name in the header. */
const routerPort = struct({ name: '__u32', header, size: 4 }, { port: [0, u32, ''] })

/**
 * RTM_NEWMDB: the multicast database of one bridge. A long one comes as several messages of the same ifindex.
 * In a dump net/bridge/br_mdb.c answers with the type of the question, RTM_GETMDB; a VXLAN with RTM_NEWMDB.
 * A bridge that does not snoop has neither entries nor routers.
 */
export const mdb = message(
  { name: 'mdb', answer: 84, otherAnswer: 86, request: 86, prefix: 'MDBA_', header },
  brPortMsg,
  {
    entries: [1, entries, 'MDB'],
    /** The ports behind which a multicast router is. */
    routers: [2, repeated(1, headed(routerPort, routerAttributes), { name: 'MDBA_ROUTER_PORT', header }), 'ROUTER'],
  },
)

export type Mdb = Infer<typeof mdb>
