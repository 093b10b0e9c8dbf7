import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Route, route } from './netlink/messages/route.ts'

/** struct rtmsg: all zero asks for every table of every family. */
const everyRoute = Buffer.alloc(12)

/** The routes of all tables, IPv4 and IPv6. */
export const routes: Collector<Dumped<Route>> = {
  shape: dumpedShape(route),
  from: 'inside',
  collect: (look) => dumped(look, route, { header: everyRoute }),
}
