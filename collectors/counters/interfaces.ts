import type { NetnsId } from '../collector.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { s32Bytes } from '../netlink/request.ts'
import type { Problem } from '../problem.ts'
import { linkCounters, nothingCounted } from './link-counters.ts'
import type { InterfaceCounters } from './record.ts'

/** struct ifinfomsg: all zero asks for every link of every kind. */
const everyLink = Buffer.alloc(16)
/** IFLA_TARGET_NETNSID, linux/if_link.h (4.16) */
const IFLA_TARGET_NETNSID = 46

/**
 * The counters of all interfaces of a namespace, in the kernel's order: one RTM_GETLINK dump.
 * @param number the hub's number of the namespace (needs CAP_NET_ADMIN); null when the connection is the namespace's own
 * @throws KernelError; EINVAL for a number whose namespace is gone
 */
export const readInterfaceCounters = (
  connection: NetlinkConnection,
  { netns, number }: { readonly netns: NetnsId; readonly number: number | null },
  report: (kind: Problem['kind'], message: string) => void,
): readonly InterfaceCounters[] => {
  const attributes = number === null ? [] : [[IFLA_TARGET_NETNSID, s32Bytes(number)] as const]
  const { records, interrupted, malformed } = connection.dump(
    linkCounters,
    { header: everyLink, attributes },
    { netns, ...nothingCounted },
  )
  if (interrupted) report('interrupted', 'links kept changing while they were read; some counters may be missing')
  for (const error of malformed) report('malformed', error.message)
  return records
}
