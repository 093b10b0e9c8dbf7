import type { Collector } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { NETLINK_XFRM } from './linux/socket.ts'
import { type XfrmPolicy, xfrmPolicy } from './netlink/messages/xfrm-policy.ts'
import { withCapability } from './with-capability.ts'

/** struct xfrm_userpolicy_id, of which a dump asks nothing. */
const everyPolicy = Buffer.alloc(64)

/** IPsec policies (`ip xfrm policy`), those of sockets left out. They hold no keys. */
export const xfrmPolicies: Collector<Dumped<XfrmPolicy>> = {
  shape: dumpedShape(xfrmPolicy),
  from: 'inside',
  collect: (look) => {
    if (!look.isLoaded('xfrm_user')) return []
    const known = look.closely() ? undefined : look.memory.xfrmPolicies.settled(look.netns)
    if (known !== undefined) return known
    const policies = withCapability('CAP_NET_ADMIN', () =>
      dumped(look, xfrmPolicy, { header: everyPolicy }, look.connectionTo(NETLINK_XFRM)),
    )
    look.memory.xfrmPolicies.note(look.netns, policies)
    return policies
  },
}
