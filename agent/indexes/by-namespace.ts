import type { NetnsId } from '../../collectors/collector.ts'
import { remembered } from './remembered.ts'

interface OfNamespace {
  readonly netns: NetnsId
}

/**
 * The records of a list that are of one namespace, in the order of the list, which is that of the kernel: the same list each
 * time, and from a later list, too, while these records are the same.
 */
export const recordsIn = <R extends OfNamespace>(list: readonly R[], netns: NetnsId): readonly R[] =>
  groupOf(groupingOf(list), netns) as readonly R[]

/** All records of a list, by namespace: its namespaces in the order in which they are met. */
export function* eachNamespace<R extends OfNamespace>(list: readonly R[]): Iterable<readonly [NetnsId, readonly R[]]> {
  const grouping = groupingOf(list)
  for (const netns of grouping.spans.keys()) yield [netns, groupOf(grouping, netns) as readonly R[]]
}

/** The records of some namespaces, in the order of the list. */
export const recordsOf = <R extends OfNamespace>(list: readonly R[], namespaces: Iterable<NetnsId>): readonly R[] => {
  const grouping = groupingOf(list)
  const from = (netns: NetnsId): number => grouping.spans.get(netns)?.[0]?.from ?? 0
  return [...namespaces]
    .sort((one, other) => from(one) - from(other))
    .flatMap((netns) => groupOf(grouping, netns) as readonly R[])
}

/** Records of one namespace that stand together: the first, and the one behind the last. */
interface Span {
  readonly netns: NetnsId
  readonly from: number
  readonly to: number
}

interface Grouping {
  readonly list: readonly OfNamespace[]
  readonly inOrder: readonly Span[]
  /** Nearly always one a namespace, as each is looked at once. */
  readonly spans: ReadonlyMap<NetnsId, readonly Span[]>
  /** Those that were asked for. */
  readonly groups: Map<NetnsId, readonly OfNamespace[]>
}

const groupOf = ({ list, spans, groups }: Grouping, netns: NetnsId): readonly OfNamespace[] => {
  let group = groups.get(netns)
  if (group === undefined) {
    group = spans.get(netns)?.flatMap(({ from, to }) => list.slice(from, to)) ?? []
    groups.set(netns, group)
  }
  return group
}

/** What was made last of lists that begin, or end, with a record: the next list is mostly like that one. */
const latest = new WeakMap<OfNamespace, Grouping>()

const groupingOf = remembered((list: readonly OfNamespace[]): Grouping => {
  const ends = [list[0], list.at(-1)].filter((record) => record !== undefined)
  const former = ends.map((record) => latest.get(record)).find((grouping) => grouping !== undefined)
  const grouping = grouped(list, former)
  for (const record of ends) latest.set(record, grouping)
  return grouping
})

/** Looks at none of the records that are at both ends of the list before, too: there may be very many. */
const grouped = (list: readonly OfNamespace[], former: Grouping | undefined): Grouping => {
  const [before, after] = former === undefined ? [[], []] : spansKept(list, former)
  const inOrder = [...before]
  const end = after[0]?.from ?? list.length
  for (let from = before.at(-1)?.to ?? 0, to = from; from < end; from = to) {
    const netns = list[from]?.netns ?? ''
    do to++
    while (to < end && list[to]?.netns === netns)
    inOrder.push({ netns, from, to })
  }
  inOrder.push(...after)
  const spans = new Map<NetnsId, readonly Span[]>()
  for (const span of inOrder) {
    const others = spans.get(span.netns)
    spans.set(span.netns, others === undefined ? [span] : [...others, span])
  }
  const groups: Grouping['groups'] = new Map()
  for (const { netns } of [...before, ...after]) {
    const group = former?.groups.get(netns)
    if (group !== undefined && former?.spans.get(netns)?.length === 1 && spans.get(netns)?.length === 1)
      groups.set(netns, group)
  }
  return { list, inOrder, spans, groups }
}

/** Those that hold the same records as in the list before, and have not been joined by others. */
const spansKept = (
  list: readonly OfNamespace[],
  { list: known, inOrder }: Grouping,
): readonly [before: readonly Span[], after: readonly Span[]] => {
  const shorter = Math.min(list.length, known.length)
  const moved = list.length - known.length
  let first = 0
  while (first < shorter && list[first] === known[first]) first++
  let last = known.length
  while (last > first && last + moved > first && list[last + moved - 1] === known[last - 1]) last--
  const isOf = (netns: NetnsId, at: number): boolean => list[at]?.netns === netns
  const before = inOrder.filter(({ netns, to }) => to < first || (to === first && !isOf(netns, first)))
  const after = inOrder.filter(({ netns, from }) => from > last || (from === last && !isOf(netns, last + moved - 1)))
  const shifted =
    moved === 0 ? after : after.map(({ netns, from, to }) => ({ netns, from: from + moved, to: to + moved }))
  return [before, shifted]
}
