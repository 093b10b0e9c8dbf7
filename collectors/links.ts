import type { Collector, NetnsId } from './collector.ts'
import { type Dumped, dumped, dumpedShape } from './dumped.ts'
import { KernelError } from './linux/errno.ts'
import type { NetlinkConnection } from './netlink/connection.ts'
import { joinedIfindex } from './netlink/link-kinds/index.ts'
import { type Link, link } from './netlink/messages/link.ts'
import { s32Bytes } from './netlink/request.ts'

/** struct ifinfomsg: all zero asks for every link of every kind. */
const everyLink = Buffer.alloc(16)
/** IFLA_TARGET_NETNSID, linux/if_link.h (4.16) */
const IFLA_TARGET_NETNSID = 46

/** A network interface. `linkNetns` says where `link` is: null when that cannot be known. */
export type LinkRecord = Dumped<Link> & { linkNetns?: NetnsId | null }

const dumpedLink = dumpedShape(link)

export const links: Collector<LinkRecord> = {
  shape: {
    json: {
      ...dumpedLink.json,
      properties: { ...(dumpedLink.json['properties'] as object), linkNetns: { type: ['string', 'null'] } },
    },
  },
  from: 'hub',
  collect: (look) =>
    dumped(look, link, {
      header: everyLink,
      attributes: look.target === null ? [] : [[IFLA_TARGET_NETNSID, s32Bytes(look.target)]],
    }),
}

/** ENODEV, asm-generic/errno-base.h: there is no such interface (any more). */
const ENODEV = 19

/**
 * One interface of a namespace, over the hub's socket; null when it has gone.
 * @param number the hub's of the namespace
 * @throws KernelError, DecodeError
 */
export const readLink = (
  hub: NetlinkConnection,
  { netns, number, ifindex }: { readonly netns: NetnsId; readonly number: number; readonly ifindex: number },
): LinkRecord | null => {
  const header = Buffer.alloc(everyLink.length)
  header.writeInt32LE(ifindex, 4)
  try {
    const found = hub.ask(link, { header, attributes: [[IFLA_TARGET_NETNSID, s32Bytes(number)]] })
    return found && { netns, ...found }
  } catch (error) {
    if (error instanceof KernelError && error.errno === ENODEV) return null
    throw error
  }
}

/** The nsid of a peer that is on its way out of its namespace. */
const goingAway = -1

/**
 * Says of every link in which namespace its peer or lower device is, unless that is said already. The kernel gave numbers of
 * the hub's own table.
 * @param resolve the namespace that the hub knows by a number; null when the numbers are not the hub's
 */
export const resolveLinkNetns = (records: readonly LinkRecord[], resolve: (nsid: number) => NetnsId | null): void => {
  for (const record of records) {
    const { linkNetnsid } = record
    if (record.linkNetns !== undefined) continue
    if (joinedIfindex(record) === null && linkNetnsid === undefined) continue
    if (linkNetnsid === undefined) record.linkNetns = record.netns
    else record.linkNetns = linkNetnsid === goingAway ? null : resolve(linkNetnsid)
  }
}
