import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type BridgeVlan, bridgeVlan } from './netlink/messages/bridge-vlan.ts'
import { u32Bytes } from './netlink/request.ts'

const AF_BRIDGE = 7
/** linux/if_link.h, linux/rtnetlink.h */
const IFLA_EXT_MASK = 29
const RTEXT_FILTER_BRVLAN_COMPRESSED = 4
/** struct ifinfomsg: every bridge and port. */
const everyPort = Buffer.alloc(16)
everyPort.writeUInt8(AF_BRIDGE, 0)

/** The VLAN tables of bridges and their ports; those of bridges that do not filter are empty and left out. */
export const bridgeVlans: Collector<Dumped<BridgeVlan>> = {
  shape: dumpedShape(bridgeVlan),
  from: 'inside',
  collect: (look) => {
    if (!look.hasBridge()) return []
    const records = dumped(look, bridgeVlan, {
      header: everyPort,
      attributes: [[IFLA_EXT_MASK, u32Bytes(RTEXT_FILTER_BRVLAN_COMPRESSED)]],
    })
    return records.filter((record) => record.vlans !== undefined && record.vlans.length > 0)
  },
}
