import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Rule } from '../../../../collectors/netlink/messages/rule.ts'
import { remembered } from '../../../indexes/remembered.ts'
import { ipv4Number } from '../../packet/address-bytes.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { AF_INET, RT_TABLE_DEFAULT } from '../constants.ts'
import type { Hop } from '../hops.ts'
import { type FlowKey, type Policy, policyOf, type RuleFamily, walkRules } from '../policy.ts'
import { samePrefix } from './number.ts'
import { type Alias, legacyTosMask, prefixOf, type Table, type Tables, tablesOf } from './table.ts'

/** A route that was found, with the first of its ways that can be used (struct fib_result). */
export interface Found {
  readonly alias: Alias
  readonly hop: Hop | null
  readonly routes: readonly Alias[]
  readonly table: Table
  readonly prefixLength: number
  readonly device: Device | undefined
  readonly policy: Dumped<Rule> | null
}

/** What refuses: a route or a rule (then without one). */
export interface Refused {
  readonly refuses: 'blackhole' | 'unreachable' | 'prohibit'
  readonly alias: Alias | null
  readonly prefixLength: null
  readonly device: undefined
  readonly policy: Dumped<Rule> | null
}

export type Outcome = Found | Refused

interface Fib {
  readonly tables: Tables
  readonly policy: Policy<number>
}

const family: RuleFamily<number> = {
  family: AF_INET,
  number: ipv4Number,
  samePrefix,
  noSource: 0,
  tosMask: legacyTosMask,
}

export const fibOf = remembered((space: Space): Fib => ({ tables: tablesOf(space), policy: policyOf(space, family) }))

export interface LookupOptions {
  /** Ways without carrier count, too (FIB_LOOKUP_IGNORE_LINKSTATE). */
  readonly ignoreLinkstate?: boolean
}

/** fib_lookup (net/ipv4/ip_fib.h, fib_rules.c); null: nothing is known of the destination. */
export const fibLookup = (space: Space, key: FlowKey<number>, options: LookupOptions = {}): Outcome | null => {
  const { tables, policy } = fibOf(space)
  if (policy.isUsual) return usualLookup(fibOf(space), key, options)
  const ask = (id: number, rule: Dumped<Rule>): Outcome | null => {
    const table = tables.byId.get(id)
    return table === undefined ? null : tableLookup(table, key, options, rule)
  }
  return walkRules<number, Outcome>(space, policy, key, { ask, refuse: (rule) => refused(null, rule) })
}

/** Without rules of its own a namespace has one trie for local and main, where the longest prefix wins; then table default. */
const usualLookup = ({ tables, policy }: Fib, key: FlowKey<number>, options: LookupOptions): Outcome | null => {
  const last = tables.byId.get(RT_TABLE_DEFAULT)
  const outcome =
    tableLookup(tables.merged, key, options, null) ??
    (last === undefined ? null : tableLookup(last, key, options, null))
  if (outcome === null) return null
  const rule = policy.rules.find(({ record }) => record.table === outcome.alias?.table)
  return { ...outcome, policy: rule?.record ?? null }
}

/** fib_table_lookup (net/ipv4/fib_trie.c); null for `throw` and for what the table has not. */
export const tableLookup = (
  table: Table,
  key: FlowKey<number>,
  options: LookupOptions,
  policy: Dumped<Rule> | null,
): Outcome | null => {
  const tos = key.tos & legacyTosMask
  let leftLeaf = -1
  for (const { length, routes } of table.lengths) {
    const same = routes.get(prefixOf(key.destination, length))
    if (same === undefined) continue
    for (const alias of same) {
      if ((alias.tos !== 0 && alias.tos !== tos) || alias.leaf === leftLeaf) continue
      const { type } = alias
      if (type === 'throw') return null
      if (type === 'blackhole' || type === 'unreachable' || type === 'prohibit') return refused(alias, policy)
      const hop = alias.hops.find((one) => isUsable(one, key.output, options))
      // A nexthop object without a way that can be used ends the search in its leaf, also for shorter prefixes.
      if (hop === undefined && alias.usesObject) leftLeaf = alias.leaf
      if (hop === undefined) continue
      return { alias, hop, routes: same, table, prefixLength: length, device: hop.device, policy }
    }
  }
  return null
}

const refused = (alias: Alias | null, policy: Dumped<Rule> | null): Refused => ({
  refuses: refusalOf(alias?.type ?? policy?.action),
  alias,
  prefixLength: null,
  device: undefined,
  policy,
})

const refusalOf = (word: string | undefined): Refused['refuses'] =>
  word === 'unreachable' || word === 'prohibit' ? word : 'blackhole'

/** fib_lookup_good_nhc */
const isUsable = (hop: Hop, output: number, { ignoreLinkstate = false }: LookupOptions): boolean =>
  !hop.isDead && (ignoreLinkstate || !hop.isPassedOver) && (output === 0 || output === hop.ifindex)
