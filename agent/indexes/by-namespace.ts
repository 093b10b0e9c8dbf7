import type { NetnsId } from '../../collectors/collector.ts'
import { remembered } from './remembered.ts'

interface OfNamespace {
  readonly netns: NetnsId
}

/** The records of a list that are of one namespace, in the order of the list, which is that of the kernel: the same list each time. */
export const recordsIn = <R extends OfNamespace>(list: readonly R[], netns: NetnsId): readonly R[] =>
  groupsOf(list)(netns) as readonly R[]

const groupsOf = remembered((list: readonly OfNamespace[]) => {
  const groups = new Map<NetnsId, readonly OfNamespace[]>()
  const spans = spansOf(list)
  return (netns: NetnsId): readonly OfNamespace[] => {
    let group = groups.get(netns)
    if (group === undefined) {
      group = spans.get(netns)?.flatMap(({ from, to }) => list.slice(from, to)) ?? []
      groups.set(netns, group)
    }
    return group
  }
})

/** Records that stand together: the first, and the one behind the last. */
interface Span {
  readonly from: number
  readonly to: number
}

/** Nearly always one a namespace, as each is looked at once. */
const spansOf = (records: readonly OfNamespace[]): ReadonlyMap<NetnsId, Span[]> => {
  const spans = new Map<NetnsId, Span[]>()
  for (let from = 0, to = 0; from < records.length; from = to) {
    const netns = records[from]?.netns ?? ''
    do to++
    while (records[to]?.netns === netns)
    const others = spans.get(netns)
    if (others === undefined) spans.set(netns, [{ from, to }])
    else others.push({ from, to })
  }
  return spans
}
