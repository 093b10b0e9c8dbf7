import type { Container } from '../../collectors/containers/record.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { remembered } from '../indexes/remembered.ts'

/** Every container that a word may mean, as `docker` reads it: an id, a name, or the beginning of an id. The first way that finds any decides. */
export const containersNamed = (word: string, containers: readonly Container[]): Container[] => {
  const ways = [
    (container: Container) => container.id === word,
    (container: Container) => container.name === word,
    (container: Container) => word !== '' && container.id.startsWith(word),
  ]
  for (const way of ways) {
    const matches = containers.filter(way)
    if (matches.length > 0) return matches
  }
  return []
}

const byInode = remembered((namespaces: Snapshot['namespaces']) => Map.groupBy(namespaces, ({ inode }) => `${inode}`))

const byName = remembered((namespaces: Snapshot['namespaces']): ReadonlyMap<string, readonly Namespace[]> => {
  const found = new Map<string, Namespace[]>()
  for (const namespace of namespaces)
    for (const name of new Set(namespace.names)) {
      const others = found.get(name)
      if (others === undefined) found.set(name, [namespace])
      else others.push(namespace)
    }
  return found
})

/**
 * Every namespace that a word may mean: `host`, an inode, a name of its own, `pid:1234`, or a container's name or id. The prefix
 * `netns:` of endpoints and keys may stand before it, and then no container is meant.
 */
export const namespacesNamed = (word: string, { namespaces, containers }: Snapshot): readonly Namespace[] => {
  const pid = /^pid:([0-9]+)$/.exec(word)?.[1]
  if (pid !== undefined) return namespaces.filter(({ pids }) => pids.includes(Number(pid)))
  const name = word.replace(/^netns:/, '')
  if (name === 'host') return namespaces.filter(({ root }) => root)
  if (/^[0-9]+$/.test(name)) {
    const withInode = byInode(namespaces).get(name) ?? []
    if (withInode.length > 0) return withInode
  }
  const named = byName(namespaces).get(name) ?? []
  if (named.length > 0 || name !== word) return named
  const inside = new Set(containersNamed(word, containers).map(({ netns }) => netns))
  return namespaces.filter(({ id }) => inside.has(id))
}
