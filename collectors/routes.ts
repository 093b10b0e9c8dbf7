import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { type Route, route } from './netlink/messages/route.ts'
import { u32Bytes } from './netlink/request.ts'

/** struct rtmsg: all zero asks for every table of every family. */
const everyRoute = Buffer.alloc(12)
/** RTA_OIF, linux/rtnetlink.h: routes with a hop over this interface (with NETLINK_GET_STRICT_CHK, 4.20). */
const RTA_OIF = 4

/** The routes of all tables, IPv4 and IPv6. */
export const routes: Collector<Dumped<Route>> = {
  shape: dumpedShape(route),
  from: 'inside',
  collect: (look) =>
    dumped(look, route, {
      header: everyRoute,
      attributes: look.interfaceOnly === null ? [] : [[RTA_OIF, u32Bytes(look.interfaceOnly)]],
    }),
}
