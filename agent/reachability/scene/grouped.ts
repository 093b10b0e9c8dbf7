import type { Snapshot } from '../../../collectors/snapshot.ts'

type Lists = {
  [K in keyof Snapshot]-?: Snapshot[K] extends readonly { readonly netns: string }[] ? K : never
}[keyof Snapshot]

type RecordOf<K extends Lists> = Snapshot[K] extends readonly (infer R)[] ? R : never

/** The records of one kind by their namespace, in the order of the snapshot, which is the order of the kernel. */
export const grouped = <K extends Lists>(snapshot: Snapshot, list: K): ((netns: string) => readonly RecordOf<K>[]) => {
  let groups: Map<string, RecordOf<K>[]> | undefined
  const gather = (): Map<string, RecordOf<K>[]> => {
    const gathered = new Map<string, RecordOf<K>[]>()
    let last: RecordOf<K>[] = []
    let lastNetns: string | undefined
    for (const record of snapshot[list] as readonly (RecordOf<K> & { readonly netns: string })[]) {
      if (record.netns !== lastNetns) {
        lastNetns = record.netns
        last = gathered.get(lastNetns) ?? []
        gathered.set(lastNetns, last)
      }
      last.push(record)
    }
    return gathered
  }
  return (netns) => {
    groups ??= gather()
    return groups.get(netns) ?? []
  }
}
