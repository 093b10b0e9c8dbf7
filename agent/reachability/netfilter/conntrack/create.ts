import { packetText } from '../../packet/text.ts'
import { isPardoned, lose, note } from '../../trial.ts'
import type { Context } from '../context.ts'
import { mapConnection } from '../nat/set-up.ts'
import type { Connection, Tuple } from './connection.ts'
import { type Expected, findExpectation } from './expectation.ts'
import { fullTable } from './full-table.ts'
import type { Zone } from './table.ts'
import { collectedDestinationPort, inverted, tupleText } from './tuple.ts'

/**
 * A connection that begins with this packet, not yet confirmed (init_conntrack, net/netfilter/nf_conntrack_core.c). Null: with such a
 * packet none begins. `full`: the table has no place, and the packet has ended.
 */
export const createConnection = (
  context: Context,
  tuple: Tuple,
  zone: Zone,
  template: Connection | null,
): Connection | null | 'full' => {
  const { trial, space, packet } = context
  const reply = inverted(tuple)
  if (reply === null) return null
  const full = fullTable(context)
  if (full !== null && !isPardoned(trial, 'conntrack-full', space)) {
    lose(trial, {
      reason: 'conntrack-full',
      space,
      packet,
      fact: () => `${packetText(packet)} would begin a connection: ${full}`,
    })
    return 'full'
  }
  const expected = findExpectation(trial, space, zone, tuple)
  const connection: Connection = {
    original: tuple,
    reply,
    zone: zone.id,
    ...(zone.direction === undefined ? {} : { zoneDirection: zone.direction }),
    mark: expected?.master.mark ?? 0,
    status: new Set(expected === null ? [] : ['expected']),
    tcpState: null,
    helper: expected === null ? (template?.helper ?? null) : (expected.expectation.helper ?? null),
    labels: new Set(),
    master: expected?.master ?? null,
    entry: null,
    packets: { original: 0, reply: 0 },
  }
  if (expected !== null) expectedBy(context, connection, expected)
  return connection
}

/** The helper knows where its master was mapped to, and maps the new connection alike (nf_nat_follow_master, nf_nat_helper.c). */
const expectedBy = (context: Context, connection: Connection, { expectation, master }: Expected): void => {
  const { packet, space } = context
  note(packet, { kind: 'conntrack', space, detail: () => `expected by the connection ${tupleText(master.original)}` })
  if (expectation.function !== 'nat-follow-master' || expectation.nat === undefined) return
  const other = expectation.nat.direction === 1 ? master.original : master.reply
  const { tuple } = expectation.nat
  const port = tuple === undefined ? 0 : collectedDestinationPort(tuple)
  mapConnection(context, connection, { minAddress: other.destination, maxAddress: other.destination }, 'source')
  const range = { minAddress: other.source, maxAddress: other.source, minPort: port, maxPort: port }
  mapConnection(context, connection, range, 'destination')
}
