import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

/** What people call a network namespace; not made printable. */
export const namespaceTitle = (namespace: Namespace, { containers, engine }: Snapshot): string => {
  if (namespace.root) return 'host'
  if (namespace.id === engine?.netns) return `the engine's host (${namespace.names[0] ?? namespace.inode})`
  const inside = containers.filter(({ netns }) => netns === namespace.id).map(({ name, id }) => name || id)
  if (inside.length > 0) return inside.join(', ')
  return namespace.names[0] ?? namespace.command ?? `netns ${namespace.inode ?? namespace.id}`
}
