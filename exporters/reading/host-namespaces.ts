import type { NetnsId } from '../../collectors/collector.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/**
 * The namespaces that are the host's to a container: the machine's own, and the one in which the Docker engine works, which
 * is what Docker calls `host`. In that order; they are the same on all but nested hosts.
 */
export const hostNamespaces = ({ namespaces, engine }: Pick<Snapshot, 'namespaces' | 'engine'>): readonly NetnsId[] => {
  const roots = namespaces.filter(({ root }) => root).map(({ id }) => id)
  return [...new Set([...roots, ...(engine?.netns ? [engine.netns] : [])])]
}
