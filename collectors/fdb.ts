import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Neighbour, neighbour } from './netlink/messages/neighbour.ts'

const AF_BRIDGE = 7
/** struct ndmsg of the bridge family. */
const everyEntry = Buffer.alloc(12)
everyEntry.writeUInt8(AF_BRIDGE, 0)

/** Forwarding databases: of bridges (`master` is the bridge), of VXLANs, and the devices' own address lists. */
export const fdb: Collector<Dumped<Neighbour>> = {
  shape: dumpedShape(neighbour),
  from: 'inside',
  collect: (look) => dumped(look, neighbour, { header: everyEntry }),
}
