import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Nexthop, nexthop } from './netlink/messages/nexthop.ts'

/** struct nhmsg: all zero asks for every object. */
const everyNexthop = Buffer.alloc(8)

/** Nexthop objects, which routes name by id (since 5.3). */
export const nexthops: Collector<Dumped<Nexthop>> = {
  shape: dumpedShape(nexthop),
  from: 'inside',
  collect: (look) => dumped(look, nexthop, { header: everyNexthop }),
}
