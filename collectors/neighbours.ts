import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Neighbour, neighbour } from './netlink/messages/neighbour.ts'

/** struct ndmsg: all zero asks for the ARP and NDP tables. */
const everyNeighbour = Buffer.alloc(12)
/** With NTF_PROXY (linux/neighbour.h) in ndm_flags, for the addresses that the host answers for; they are another table. */
const everyProxy = Buffer.alloc(12)
everyProxy.writeUInt8(8, 10)

/** The ARP and NDP tables, then the proxied addresses (flag NTF_PROXY, 8; they have no state). */
export const neighbours: Collector<Dumped<Neighbour>> = {
  shape: dumpedShape(neighbour),
  from: 'inside',
  collect: (look) => [
    ...dumped(look, neighbour, { header: everyNeighbour }),
    ...dumped(look, neighbour, { header: everyProxy }),
  ],
}
