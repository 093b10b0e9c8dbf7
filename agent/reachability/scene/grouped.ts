import type { Snapshot } from '../../../collectors/snapshot.ts'

type Lists = {
  [K in keyof Snapshot]-?: Snapshot[K] extends readonly { readonly netns: string }[] ? K : never
}[keyof Snapshot]

type RecordOf<K extends Lists> = Snapshot[K] extends readonly (infer R)[] ? R : never

/** The records of one kind by their namespace, in the order of the snapshot, which is the order of the kernel. */
export const grouped = <K extends Lists>(snapshot: Snapshot, list: K): ((netns: string) => readonly RecordOf<K>[]) => {
  const records = snapshot[list] as readonly (RecordOf<K> & { readonly netns: string })[]
  const groups = new Map<string, readonly RecordOf<K>[]>()
  let spans: ReadonlyMap<string, Span[]> | undefined
  return (netns) => {
    let group = groups.get(netns)
    if (group === undefined) {
      spans ??= spansOf(records)
      group = spans.get(netns)?.flatMap(({ from, to }) => records.slice(from, to)) ?? []
      groups.set(netns, group)
    }
    return group
  }
}

/** Records that stand together: the first, and the one behind the last. */
interface Span {
  readonly from: number
  readonly to: number
}

/** Nearly always one a namespace, as each is looked at once. */
const spansOf = (records: readonly { readonly netns: string }[]): ReadonlyMap<string, Span[]> => {
  const spans = new Map<string, Span[]>()
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
