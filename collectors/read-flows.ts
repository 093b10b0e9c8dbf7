import { beginFlows, type Flows } from './flows.ts'
import { openNamespace, visit } from './linux/namespace.ts'
import { NETLINK_NETFILTER, openNetlink } from './linux/socket.ts'
import { openKnown, type Places } from './namespaces/open-known.ts'
import type { Namespace } from './namespaces/record.ts'
import { NetlinkConnection } from './netlink/connection.ts'
import { questionsLoadNothing } from './procfs/kernel-modules.ts'
import { Turns } from './turns.ts'

/**
 * The connections that some of the namespaces of a look track now, one namespace after the other. One that is gone, or tracks
 * nothing, has no record.
 * @throws KernelError where one may not be entered or asked
 */
export const readFlows = async (namespaces: readonly Namespace[], places: Places): Promise<Flows[]> => {
  if (!questionsLoadNothing(places.paths)('nf_conntrack_netlink')) return []
  const found: Flows[] = []
  const turns = new Turns()
  for (const namespace of namespaces) {
    const read = beginIn(namespace, places)
    if (read !== null) found.push(await read(turns))
  }
  return found
}

const beginIn = (namespace: Namespace, places: Places): ReturnType<typeof beginFlows> => {
  using home = openNamespace('/proc/thread-self/ns/net')
  using there = openKnown(namespace, places, home)
  if (there === null) return null
  return visit(there, home, () => {
    using connection = new NetlinkConnection(openNetlink(NETLINK_NETFILTER))
    // An entry that cannot be decoded is left out.
    return beginFlows({ netns: namespace.id, report: () => undefined }, connection)
  })
}
