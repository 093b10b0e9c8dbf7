import type { NetnsId } from '../../collectors/collector.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Problem } from '../../collectors/problem.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { type SnapshotOptions, type Taken, takeSnapshot } from '../../collectors/take-snapshot.ts'

const usual: SnapshotOptions = { version: 'test', root: '/', netnsFolders: [], docker: null, thorough: false }

/** A snapshot of this machine by a reader that is kept, and where the counters of its things are. */
export const takeAtHost = (options: Partial<SnapshotOptions>, kept: KernelReader): Promise<Taken> =>
  takeSnapshot(kept, { ...usual, ...options })

/** A snapshot of this machine, by a reader that is opened for it, or by one that is kept. */
export const lookAtHost = async (options: Partial<SnapshotOptions> = {}, kept?: KernelReader): Promise<Snapshot> => {
  if (kept !== undefined) return (await takeAtHost(options, kept)).snapshot
  using reader = await KernelReader.open()
  return (await takeAtHost(options, reader)).snapshot
}

/** The namespace of an inode, which is known while the lab keeps the namespace. */
export const namespaceAt = (snapshot: Snapshot, { inode }: { readonly inode: number }): Namespace => {
  const found = snapshot.namespaces.filter((namespace) => namespace.inode === inode)
  const [namespace, ...more] = found
  if (namespace === undefined || more.length > 0)
    throw new Error(`The snapshot has ${found.length} namespaces of inode ${inode}.`)
  return namespace
}

type Lists = {
  readonly [K in keyof Snapshot]-?: Snapshot[K] extends readonly { readonly netns: NetnsId }[] ? K : never
}

/** The records of one kind of one namespace. */
export const recordsAt = <K extends Lists[keyof Snapshot]>(
  snapshot: Snapshot,
  list: K,
  place: { readonly inode: number },
): Snapshot[K] => {
  const { id } = namespaceAt(snapshot, place)
  const records = snapshot[list] as readonly { readonly netns: NetnsId }[]
  return records.filter(({ netns }) => netns === id) as unknown as Snapshot[K]
}

/** Other labs may come and go meanwhile: what vanished is nobody's fault. */
export const ownProblems = ({ problems }: Snapshot): Problem[] => problems.filter(({ kind }) => kind !== 'vanished')
