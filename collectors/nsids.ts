import type { Collector, NetnsId } from './collector.ts'
import { dumped } from './dumped.ts'
import { nsid } from './netlink/messages/nsid.ts'
import { s32Bytes } from './netlink/request.ts'
import { integer, nullable, record, type Shape, text } from './wire/shape.ts'

/** struct rtgenmsg, padded: any family. */
const everyNamespace = Buffer.alloc(4)
/** NETNSA_TARGET_NSID, linux/net_namespace.h (4.20) */
const NETNSA_TARGET_NSID = 4

/** The number by which one namespace knows another (`ip netns list-id`), and which one that is. */
export interface NsidRecord {
  readonly netns: NetnsId
  readonly nsid: number
  /** Null when that namespace is not among those that could be found. */
  peer: NetnsId | null
  /** The hub's number of the peer, from which `peer` is resolved; null without a hub. */
  readonly hubNumber: number | null
}

const shape: Shape<NsidRecord> = {
  json: record({ netns: text, nsid: integer, peer: nullable(text), hubNumber: nullable(integer) }).json,
}

/** The table of namespace ids of one namespace. */
export const nsids: Collector<NsidRecord> = {
  shape,
  from: 'hub-last',
  collect: (look) => {
    const target = look.target === null ? [] : [[NETNSA_TARGET_NSID, s32Bytes(look.target)] as const]
    return dumped(look, nsid, { header: everyNamespace, attributes: target }).flatMap(
      ({ netns, nsid: number, currentNsid }) =>
        number === undefined || number < 0 ? [] : [{ netns, nsid: number, peer: null, hubNumber: currentNsid ?? null }],
    )
  },
}

/** Says which namespace each number means. @param resolve the namespace that the hub knows by a number */
export const resolveNsids = (records: readonly NsidRecord[], resolve: (number: number) => NetnsId | null): void => {
  for (const record of records) record.peer = record.hubNumber === null ? null : resolve(record.hubNumber)
}
