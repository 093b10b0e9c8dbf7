import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import type { Context, HookVerdict } from './context.ts'
import { effectsOf, orderMatters } from './table-effects.ts'

/** Something that is registered at a hook (struct nf_hook_ops). */
export type Runner = (context: Context) => HookVerdict

/** Who registered it, and when, as far as a snapshot tells. */
export type Origin =
  | { readonly kind: 'nft'; readonly table: NftTable; readonly chain: number }
  | { readonly kind: 'legacy'; readonly table: AnyXtTable }
  /** The kernel itself: connection tracking, NAT, programs. */
  | { readonly kind: 'kernel' }

export interface Planned {
  /** Lower ones come first. */
  readonly priority: number
  readonly origin: Origin
  readonly run: Runner
}

/** For one packet: what runs, the first one first. */
export type Order = (context: Context) => readonly Planned[]

const ranks = { nft: 0, legacy: 1, kernel: 2 } as const

/**
 * At the same priority the last one that was registered comes first (nf_hook_entries_grow, net/netfilter/core.c). Handles of tables
 * and chains grow with time, as long as nobody deletes and adds them. Legacy tables are as old as their module.
 */
const compare = (a: Planned, b: Planned): number => {
  if (a.priority !== b.priority) return a.priority - b.priority
  if (a.origin.kind !== 'nft' || b.origin.kind !== 'nft') return ranks[a.origin.kind] - ranks[b.origin.kind]
  return Number(b.origin.table.handle) - Number(a.origin.table.handle) || b.origin.chain - a.origin.chain
}

/** Both of nf_tables and a legacy table at one priority: nobody tells which of them was there first. */
interface Contest {
  readonly legacy: Planned
  readonly table: AnyXtTable
}

const contestsOf = (planned: readonly Planned[], isNat: boolean): readonly Contest[] =>
  planned.flatMap((legacy) => {
    const { origin, priority } = legacy
    if (origin.kind !== 'legacy') return []
    const matters = planned.some(
      (other) =>
        other.priority === priority &&
        other.origin.kind === 'nft' &&
        // Of NAT the first one that has a word for a connection is the only one.
        (isNat || orderMatters(effectsOf(origin.table), effectsOf(other.origin.table))),
    )
    return matters ? [{ legacy, table: origin.table }] : []
  })

const answers = ['nf_tables comes first', 'the legacy table comes first']

const isLegacyFirst = ({ trial, space }: Context, { family, name }: AnyXtTable): boolean =>
  trial.decide({
    key: `order ${space.netns} ${family} ${name}`,
    on: () => `whether the legacy table ${name} or a chain of nf_tables of the same priority was there first`,
    answers,
  }) === 1

/** @param isNat of chains of type nat, of which the first one that maps a connection wins */
export const orderOf = (planned: readonly Planned[], isNat: boolean): Order => {
  const sorted = planned.toSorted(compare)
  const contests = contestsOf(sorted, isNat)
  if (contests.length === 0) return () => sorted
  return (context) => {
    const raised = new Set(contests.filter(({ table }) => isLegacyFirst(context, table)).map(({ legacy }) => legacy))
    return raised.size === 0
      ? sorted
      : sorted.toSorted((a, b) => a.priority - b.priority || Number(raised.has(b)) - Number(raised.has(a)))
  }
}
