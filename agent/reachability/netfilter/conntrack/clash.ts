import { IPPROTO_SCTP, IPPROTO_UDPLITE } from '../../packet/layout.ts'
import { IPPROTO_GRE, IPPROTO_UDP } from '../../packet/packet.ts'
import type { Context } from '../context.ts'
import type { Connection } from './connection.ts'
import { findConnection, insertDirection, zoneOfConnection } from './table.ts'
import { isSameTuple } from './tuple.ts'

/** Protocols whose packets may be attached to another connection (allow_clash). */
const resolvable: ReadonlySet<number> = new Set([IPPROTO_UDP, IPPROTO_UDPLITE, IPPROTO_SCTP, IPPROTO_GRE])

/**
 * Whether somebody else has one of the tuples of a connection that is to be confirmed (nf_ct_resolve_clash,
 * net/netfilter/nf_conntrack_core.c): `resolved` when both can go on, otherwise the connection that is in the way.
 */
export const clashVerdict = (context: Context, connection: Connection): 'none' | 'resolved' | Connection => {
  const { trial, space, packet } = context
  const zone = zoneOfConnection(connection)
  const first = findConnection(trial, space, zone, connection.original)?.connection ?? null
  const second = findConnection(trial, space, zone, connection.reply)?.connection ?? null
  const other = first ?? second
  if (other === null || other === connection) return 'none'
  if (!resolvable.has(connection.original.protocol)) return other
  if (isSameFlow(other, connection)) {
    packet.connection = other
    return 'resolved'
  }
  if (second !== null) {
    if (!isSameFlow(second, connection)) return second
    packet.connection = second
    return 'resolved'
  }
  // The other one keeps the packets of the first direction.
  connection.status.add('fixed_timeout').add('untracked').add('confirmed')
  insertDirection(trial, space, connection, 'reply')
  return 'resolved'
}

/** nf_ct_can_merge: the same both ways, or exactly the opposite. */
const isSameFlow = (a: Connection, b: Connection): boolean =>
  (isSameTuple(a.original, b.original) && isSameTuple(a.reply, b.reply)) ||
  (isSameTuple(a.original, b.reply) && isSameTuple(a.reply, b.original))
