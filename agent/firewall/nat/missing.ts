import type { NetnsId } from '../../../collectors/collector.ts'
import type { Problem } from '../../../collectors/problem.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'

/** Why something may have been overlooked. A thing that vanished meanwhile, or that this kernel lacks, is not missing. */
const harmful: readonly Problem['kind'][] = ['denied', 'interrupted', 'malformed', 'unavailable']

/** @param netns null: of any namespace. @param about `named`: problems that name no namespace do not count */
export type Missing = (collectors: readonly string[], netns: NetnsId | null, about?: 'named') => boolean

/** Whether some of a namespace's records may be missing. */
export const missingIn = ({ problems, namespaces }: Snapshot): Missing => {
  const names = new Map(
    namespaces.map(({ id, inode, names: own }) => [id, [id, `${inode}`, ...own].map((name) => `netns ${name}`)]),
  )
  return (collectors, netns, which) =>
    problems.some(
      ({ collector, kind, about }) =>
        collectors.includes(collector) &&
        harmful.includes(kind) &&
        (about === undefined ? which !== 'named' : netns === null || names.get(netns)?.includes(about)),
    )
}
