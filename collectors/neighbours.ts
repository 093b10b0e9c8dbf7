import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Neighbour, neighbour } from './netlink/messages/neighbour.ts'

/** struct ndmsg: all zero asks for the ARP and NDP tables. */
const everyNeighbour = Buffer.alloc(12)

/** The ARP and NDP tables. */
export const neighbours: Collector<Dumped<Neighbour>> = {
  shape: dumpedShape(neighbour),
  from: 'inside',
  collect: (look) => dumped(look, neighbour, { header: everyNeighbour }),
}
