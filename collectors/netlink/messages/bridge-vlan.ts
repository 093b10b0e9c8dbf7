import { attributes, ignored, repeated } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { DecodeError } from '../../wire/error.ts'
import { s32, u8, u16, u32 } from '../../wire/scalars.ts'
import { flag, type Infer, integer, list, record } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import { cstring } from '../../wire/text.ts'
import { message } from '../message.ts'

const ifinfomsg = struct(
  { name: 'ifinfomsg', header: 'linux/rtnetlink.h', size: 16 },
  {
    family: [0, u8, 'ifi_family'],
    ifindex: [4, s32, 'ifi_index'],
  },
)

/** linux/if_bridge.h */
const BRIDGE_VLAN_INFO_PVID = 2
const BRIDGE_VLAN_INFO_UNTAGGED = 4
const BRIDGE_VLAN_INFO_RANGE_BEGIN = 8
const BRIDGE_VLAN_INFO_RANGE_END = 16

const bridgeVlanInfo = struct(
  { name: 'bridge_vlan_info', header: 'linux/if_bridge.h', size: 4 },
  { flags: [0, u16, 'flags'], id: [2, u16, 'vid'] },
)
const bridgeVlanInfos = repeated(2, bridgeVlanInfo)

/** `from` to `to`, both included. `pvid`: untagged frames that come in belong to it. `untagged`: frames go out without a tag. */
const vlanRange = record({ from: integer, to: integer, pvid: flag, untagged: flag })
type VlanRange = Infer<typeof vlanRange>

/** IFLA_AF_SPEC of the bridge family. A range comes as two entries in a row (RTEXT_FILTER_BRVLAN_COMPRESSED), a single VLAN as one. */
const vlans: Codec<readonly VlanRange[]> = {
  json: list(vlanRange).json,
  parts: [
    attributes(
      { prefix: 'IFLA_BRIDGE_', header: 'linux/if_bridge.h' },
      {
        flags: [0, ignored, 'FLAGS'],
        mode: [1, ignored, 'MODE'],
        vlan: [2, bridgeVlanInfo, 'VLAN_INFO'],
        tunnel: [3, ignored, 'VLAN_TUNNEL_INFO'],
        mrp: [4, ignored, 'MRP'],
        cfm: [5, ignored, 'CFM'],
        mst: [6, ignored, 'MST'],
      },
    ),
  ],
  decode: (view, at, length) => {
    const ranges: VlanRange[] = []
    let begun: number | null = null
    for (const { flags, id } of bridgeVlanInfos.decode(view, at, length)) {
      if (begun !== null && (flags & BRIDGE_VLAN_INFO_RANGE_END) === 0)
        throw new DecodeError(`the range that VLAN ${begun} begins has no end`, at)
      if ((flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) !== 0) {
        begun = id
        continue
      }
      const pvid = (flags & BRIDGE_VLAN_INFO_PVID) !== 0
      ranges.push({ from: begun ?? id, to: id, pvid, untagged: (flags & BRIDGE_VLAN_INFO_UNTAGGED) !== 0 })
      begun = null
    }
    if (begun !== null) throw new DecodeError(`the range that VLAN ${begun} begins has no end`, at)
    return ranges
  },
}

/**
 * RTM_NEWLINK of the bridge family (AF_BRIDGE, with IFLA_EXT_MASK): the VLANs of one port, or of the bridge itself.
 * A bridge that does not filter by VLAN has an empty list or none. The other attributes are those of `link`.
 */
export const bridgeVlan = message(
  { name: 'bridge VLAN', answer: 16, request: 18, prefix: 'IFLA_', header: 'linux/if_link.h' },
  ifinfomsg,
  {
    address: [1, ignored, 'ADDRESS'],
    name: [3, cstring, 'IFNAME'],
    mtu: [4, ignored, 'MTU'],
    link: [5, ignored, 'LINK'],
    /** The bridge; a bridge's own entry names itself. */
    master: [10, u32, 'MASTER'],
    portInfo: [12, ignored, 'PROTINFO'],
    operState: [16, ignored, 'OPERSTATE'],
    vlans: [26, vlans, 'AF_SPEC'],
  },
)

export type BridgeVlan = Infer<typeof bridgeVlan>
