import { KernelError } from '../linux/errno.ts'
import { openEventSocket } from '../linux/event-socket.ts'
import { NETLINK_NETFILTER, NETLINK_ROUTE } from '../linux/socket.ts'
import type { EventSockets } from './host-events.ts'
import { netfilterGroups, routeGroups } from './what.ts'

/** Opens both in the namespace where the thread is now, which has to be the hub; or why they cannot be opened. */
export const openEventSockets = (): EventSockets | KernelError => {
  using opened = new DisposableStack()
  try {
    const route = opened.use(openEventSocket(NETLINK_ROUTE, routeGroups))
    const netfilter = opened.use(openEventSocket(NETLINK_NETFILTER, netfilterGroups))
    opened.move()
    return { route, netfilter }
  } catch (error) {
    if (error instanceof KernelError) return error
    throw error
  }
}
