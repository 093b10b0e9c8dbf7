import type { Connection } from '../conntrack/connection.ts'
import { connectionOf } from '../conntrack/connection-of.ts'
import { invertedBack, isSameTuple } from '../conntrack/tuple.ts'
import type { Context, HookVerdict } from '../context.ts'
import type { RuleReference } from '../rule-reference.ts'
import { chooseTuple } from './choose-tuple.ts'
import type { Manip, NatRange } from './range.ts'

/** Connections for which no free port was left: `conntrackConfirm` refuses them. */
const exhausted = new WeakSet<Connection>()

export const isExhausted = (connection: Connection): boolean => exhausted.has(connection)

const rules: { readonly [M in Manip]: WeakMap<Connection, RuleReference> } = {
  source: new WeakMap(),
  destination: new WeakMap(),
}

/** The rule that mapped a connection of this walk. */
export const mappingRule = (connection: Connection, manip: Manip): RuleReference | undefined =>
  rules[manip].get(connection)

/** IPS_SRC_NAT_DONE, IPS_DST_NAT_DONE: the connection has its mapping, be it none (nf_nat_initialized). */
export const isMapped = (connection: Connection, manip: Manip): boolean =>
  connection.status.has(manip === 'source' ? 'src_nat_done' : 'dst_nat_done')

/** Gives a connection its mapping; one that is confirmed keeps what it has (nf_nat_setup_info). */
export const mapConnection = (context: Context, connection: Connection, range: NatRange, manip: Manip): void => {
  if (connection.status.has('confirmed') || isMapped(connection, manip)) return
  const current = invertedBack(connection.reply)
  const { tuple, isTaken } = chooseTuple(context, connection, current, range, manip)
  if (isTaken) exhausted.add(connection)
  if (!isSameTuple(tuple, current)) {
    connection.reply = invertedBack(tuple)
    connection.status.add(manip === 'source' ? 'src_nat' : 'dst_nat')
  }
  connection.status.add(manip === 'source' ? 'src_nat_done' : 'dst_nat_done')
  if (context.rule !== null) rules[manip].set(connection, context.rule)
}

/**
 * What the targets SNAT and DNAT and the statements of nft do: the connection of the packet is mapped into a range. The packet itself
 * is changed by `runNat`, which asked the rules.
 */
export const setUpNat = (context: Context, range: NatRange, manip: Manip): HookVerdict => {
  const connection = connectionOf(context.packet)
  if (connection !== null) mapConnection(context, connection, range, manip)
  return 'accept'
}
