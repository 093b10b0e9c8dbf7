import { openNamespace, visit } from '../../../collectors/linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink } from '../../../collectors/linux/socket.ts'
import { NetlinkConnection } from '../../../collectors/netlink/connection.ts'

/** What is opened inside a namespace and stays there, while the thread goes home again. */
export const openIn = <T extends Disposable>({ path }: { readonly path: string }, open: () => T): T => {
  using namespace = openNamespace(path)
  using home = openNamespace('/proc/thread-self/ns/net')
  const opened: T[] = []
  visit(namespace, home, () => {
    opened.push(open())
  })
  const [one] = opened
  if (one === undefined) throw new Error('nothing was opened')
  return one
}

/** A connection to netfilter of a namespace. */
export const connectionIn = (space: { readonly path: string }): NetlinkConnection =>
  openIn(space, () => new NetlinkConnection(openNetlink(NETLINK_NETFILTER)))
