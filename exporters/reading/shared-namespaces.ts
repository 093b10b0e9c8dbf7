import { namespaceKinds } from '../../collectors/procfs/namespace-links.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** A namespace that is more than one container's own. */
export interface SharedNamespace {
  readonly kind: string
  readonly inode: number
  /** It is the one of the host. */
  readonly host: boolean
  readonly containers: number
}

/** The namespaces that several containers share, or at least one with the host, by kind and inode. */
export const sharedNamespaces = ({ containers, host }: Pick<Snapshot, 'containers' | 'host'>): SharedNamespace[] =>
  namespaceKinds.flatMap((kind) => {
    const members = new Map<number, number>()
    for (const { namespaces } of containers) {
      const inode = namespaces?.[kind]
      if (inode !== undefined) members.set(inode, (members.get(inode) ?? 0) + 1)
    }
    const ofHost = host?.namespaces?.[kind]
    return [...members]
      .filter(([inode, count]) => count > 1 || inode === ofHost)
      .toSorted(([one], [other]) => one - other)
      .map(([inode, count]) => ({ kind, inode, host: inode === ofHost, containers: count }))
  })
