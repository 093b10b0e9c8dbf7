import type { StatefulExpression } from '../../../../../collectors/netfilter/nftables/expressions/stateful.ts'
import type { NftElement } from '../../../../../collectors/netfilter/nftables/record.ts'
import { decideMatch } from '../../decide.ts'
import { contextOf, type Machine } from '../machine.ts'
import { type Fresh, freshnessOf } from '../sets/changes.ts'

/** What an expression that counts says of a packet: whether its rule goes on. */
type Counting<K extends StatefulExpression['kind']> = (
  machine: Machine,
  expression: Extract<StatefulExpression, { readonly kind: K }>,
  /** What it has counted before this packet, where it began with this trial. */
  fresh: Fresh | null,
) => boolean

/** NFT_LIMIT_PKT_BURST_DEFAULT, net/netfilter/nft_limit.c */
const defaultBurst = 5

/** Tokens come with time (net/netfilter/nft_limit.c): how many are left, only the moment knows. A new one is full. */
const limit: Counting<'limit'> = (machine, { rate = 0, unit = 1, burst = 0, type, flags = [] }, fresh) => {
  const isOver = flags.includes('inv')
  const inBytes = type === 'bytes'
  if (fresh !== null) {
    const isSurelyUnder = inBytes
      ? fresh.bytes + machine.packet.bytes.length <= Number(rate) + burst
      : fresh.packets < (burst || defaultBurst)
    if (isSurelyUnder) return !isOver
  }
  const words = `${rate} ${inBytes ? 'bytes' : 'packets'} in ${unit} s`
  return decideMatch(contextOf(machine), {
    unknown: isOver ? `whether the limit of ${words} is exceeded` : `whether the limit of ${words} lets it by`,
  })
}

/** What is used up stays so (net/netfilter/nft_quota.c); how much is left, changes with every packet. */
const quota: Counting<'quota'> = (machine, { bytes = 0, consumed = 0, flags = [] }, fresh) => {
  const isOver = flags.includes('inv')
  const used = fresh === null ? Number(consumed) : fresh.bytes
  const isUsedUp = used + machine.packet.bytes.length >= Number(bytes)
  if (fresh !== null || isUsedUp) return isUsedUp === isOver
  return decideMatch(contextOf(machine), {
    unknown: isOver
      ? `whether the quota of ${bytes} bytes is used up (${consumed} were when the snapshot was taken)`
      : `whether the quota of ${bytes} bytes has some left (${consumed} were used when the snapshot was taken)`,
  })
}

/** Connections at the same time (net/netfilter/nft_connlimit.c): the snapshot has them where it has the table of conntrack. */
const connlimit: Counting<'connlimit'> = (machine, { count = 0, flags = [] }, fresh) => {
  const isOver = flags.includes('inv')
  const { flows } = machine.state.space
  const most = fresh !== null ? 1 : flows === null || flows.summary !== undefined ? null : flows.entries.length + 1
  if (most !== null && most <= count) return !isOver
  return decideMatch(contextOf(machine), {
    unknown: isOver
      ? `whether there are more than ${count} connections`
      : `whether there are no more than ${count} connections`,
  })
}

/** Whether the rule goes on behind an expression that counts. */
export const runStateful = (machine: Machine, expression: StatefulExpression, fresh: Fresh | null): boolean => {
  switch (expression.kind) {
    case 'limit':
      return limit(machine, expression, fresh)
    case 'quota':
      return quota(machine, expression, fresh)
    case 'connlimit':
      return connlimit(machine, expression, fresh)
    case 'other':
      return decideMatch(contextOf(machine), { unknown: `what the expression ${expression.name} of an element says` })
    default:
      return true
  }
}

/** The expressions that an element has for itself (nft_set_elem_update_expr, net/netfilter/nf_tables.h). */
export const runElement = (machine: Machine, element: NftElement): boolean => {
  const fresh = freshnessOf(element)
  const goesOn = (element.expressions ?? []).every((expression) => runStateful(machine, expression, fresh))
  if (fresh !== null) {
    fresh.packets++
    fresh.bytes += machine.packet.bytes.length
  }
  return goesOn
}
