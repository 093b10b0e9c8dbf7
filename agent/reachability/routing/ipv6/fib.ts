import type { Dumped } from '../../../../collectors/dumped.ts'
import type { Rule } from '../../../../collectors/netlink/messages/rule.ts'
import { numberOf } from '../../../firewall/prefix.ts'
import { remembered } from '../../../indexes/remembered.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import { chooseHop } from '../choose-hop.ts'
import { AF_INET6 } from '../constants.ts'
import type { Hop } from '../hops.ts'
import { NUD_FAILED, NUD_VALID, neighbourState } from '../neighbour-state.ts'
import { type FlowKey, type Policy, policyOf, type RuleFamily, walkRules } from '../policy.ts'
import type { Refuses } from '../refusal.ts'
import type { Flow } from '../route.ts'
import { samePrefix } from './kind.ts'
import { type Entry, listsFor, type Table, tablesOf } from './table.ts'

/** A route, or what refuses: a route or a rule (then without one). */
export interface Outcome {
  readonly entry: Entry | null
  readonly hop: Hop | null
  readonly refuses: Refuses | null
  readonly prefixLength: number | null
  readonly device: Device | undefined
  readonly policy: Dumped<Rule> | null
}

/** How a route is looked for (RT6_LOOKUP_F_*). */
export interface Search {
  readonly space: Space
  readonly flow: Flow
  readonly trial: Trial | null
  readonly key: FlowKey<bigint>
  /** Only ways by the device `preferred` (IFACE). */
  readonly isStrict: boolean
  /** ifindex of the device whose ways are better than others; 0: any. */
  readonly preferred: number
}

interface Fib {
  readonly tables: ReadonlyMap<number, Table>
  readonly policy: Policy<bigint>
}

const family: RuleFamily<bigint> = {
  family: AF_INET6,
  number: numberOf,
  samePrefix,
  noSource: null,
  tosMask: 0xfc,
}

const fibOf = remembered((space: Space): Fib => ({ tables: tablesOf(space), policy: policyOf(space, family) }))

/** fib6_rule_lookup (net/ipv6/fib6_rules.c); null: no route. */
export const fib6Lookup = (search: Search): Outcome | null => {
  const { tables, policy } = fibOf(search.space)
  const ask = (id: number, rule: Dumped<Rule>): Outcome | null => {
    const table = tables.get(id)
    return table === undefined ? null : tableLookup(table, search, rule)
  }
  return walkRules<bigint, Outcome>(search.space, policy, search.key, { ask, refuse: refusedByRule })
}

const refusedByRule = (rule: Dumped<Rule>): Outcome => ({
  entry: null,
  hop: null,
  refuses: rule.action === 'unreachable' || rule.action === 'prohibit' ? rule.action : 'blackhole',
  prefixLength: null,
  device: undefined,
  policy: rule,
})

/** ip6_pol_route with fib6_table_lookup. A host that does not forward tries gateways first that are not known to fail. */
const tableLookup = (table: Table, search: Search, policy: Dumped<Rule>): Outcome | null => {
  const { key, space } = search
  const lists = listsFor(table, key.destination, key.source ?? 0n)
  const forwards = (space.sysctl('net.ipv6.conf.all.forwarding') ?? 0) !== 0
  const picked = pickFrom(lists, search, !forwards) ?? (forwards ? null : pickFrom(lists, search, false))
  // `throw` is as good as none: the next rule is asked.
  if (picked === null || picked.type === 'throw') return null
  const refuses = refusalOf(picked)
  if (refuses !== null) return { entry: picked, hop: null, refuses, prefixLength: null, device: undefined, policy }
  const entry = selectPath(picked, search, !forwards)
  const { hop, prefixLength } = entry
  return { entry, hop, refuses: null, prefixLength, device: hop?.device, policy }
}

/** A unicast route through `lo`, which would make a loop, refuses as well (fib6_is_reject). */
const refusalOf = ({ type, hop, record }: Entry): Refuses | null => {
  if (type === 'blackhole' || type === 'unreachable' || type === 'prohibit') return type
  const isLoop = type === 'unicast' && hop?.device?.kind === 'loopback' && record.destination !== '::1'
  return isLoop ? 'loop' : null
}

const pickFrom = (lists: readonly (readonly Entry[])[], search: Search, onlyReachable: boolean): Entry | null => {
  for (const list of lists) {
    const picked = pick(list, search, onlyReachable)
    if (picked !== null) return picked
  }
  return null
}

/** find_rr_leaf: the best of the lowest metric; only where none of those can be used, the best of all others. */
const pick = (list: readonly Entry[], search: Search, onlyReachable: boolean): Entry | null => {
  const lowest = list[0]?.metric
  const rest = list.findIndex(({ metric }) => metric !== lowest)
  if (rest < 0) return pickBest(list, search, onlyReachable)
  return pickBest(list.slice(0, rest), search, onlyReachable) ?? pickBest(list.slice(rest), search, onlyReachable)
}

const pickBest = (list: readonly Entry[], search: Search, onlyReachable: boolean): Entry | null => {
  let best: Entry | null = null
  let highest = -1
  let ofObject: Entry | null = null
  for (const entry of list) {
    if (entry.usesObject && entry.type === 'blackhole') return entry
    // Of a group of nexthop objects the first way that is better than what was found stands for all.
    if (entry.usesObject && ofObject?.record === entry.record) continue
    const { hop } = entry
    if (hop !== null && (hop.isDead || hop.isPassedOver)) continue
    const score = scoreOf(entry, search, onlyReachable)
    if (score <= highest) continue
    best = entry
    highest = score
    if (entry.usesObject) ofObject = entry
  }
  return best
}

/** rt6_score_route; negative: not to be used. */
const scoreOf = ({ hop, preference }: Entry, search: Search, onlyReachable: boolean): number => {
  const { preferred, isStrict, space, trial } = search
  const isByDevice = preferred === 0 || hop?.ifindex === preferred
  if (!isByDevice && isStrict) return -3
  if (onlyReachable && hop !== null && hop.gateway !== null) {
    const state = neighbourState(space, hop.ifindex, hop.gateway, trial)
    if (state !== null && (state & NUD_VALID) === 0 && (state & NUD_FAILED) !== 0) return -2
  }
  return (preference << 2) | (isByDevice ? 2 : 0)
}

/** fib6_select_path: one of several ways; where the hash leads to one that cannot be used, the one that was picked. */
const selectPath = (picked: Entry, search: Search, onlyReachable: boolean): Entry => {
  const { siblings, usesObject } = picked
  if (siblings.length < 2) return picked
  const candidates = usesObject ? goodMembers(siblings, search) : bySiblings(picked, search, onlyReachable)
  const withHop = candidates.flatMap((entry) => (entry.hop === null ? [] : [{ entry, hop: entry.hop }]))
  const [first, ...others] = withHop
  if (first === undefined) return picked
  const { record, table } = picked
  const what = `${record.destination ?? '::'}/${record.destinationLength} table ${table}`
  return chooseHop([first, ...others], { ...search, what }).entry
}

const bySiblings = (picked: Entry, search: Search, onlyReachable: boolean): Entry[] =>
  picked.siblings
    .filter(({ hop }) => hop !== null && !hop.isDead && !hop.isPassedOver)
    .map((entry) => (scoreOf(entry, search, onlyReachable) < 0 ? picked : entry))

/** nexthop_select_path_hthr (net/ipv4/nexthop.c) */
const goodMembers = (members: readonly Entry[], { space, trial }: Search): Entry[] => {
  const good = members.filter(({ hop }) => {
    if (hop === null || hop.isDead) return false
    const state = hop.gateway === null ? null : neighbourState(space, hop.ifindex, hop.gateway, trial)
    return state === null || (state & NUD_VALID) !== 0
  })
  return good.length > 0 ? good : members.slice(0, 1)
}
