import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Mdb, mdb as message } from './netlink/messages/mdb.ts'

const AF_BRIDGE = 7
/** struct br_port_msg: every bridge. */
const everyBridge = Buffer.alloc(8)
everyBridge.writeUInt8(AF_BRIDGE, 0)

/** The multicast databases of bridges: which port wants which group. */
export const mdb: Collector<Dumped<Mdb>> = {
  shape: dumpedShape(message),
  from: 'inside',
  collect: (look) => (look.hasBridge() ? dumped(look, message, { header: everyBridge }) : []),
}
