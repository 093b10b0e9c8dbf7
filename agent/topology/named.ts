import type { Container } from '../../collectors/containers/record.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

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

/**
 * Every namespace that a word may mean: `host`, an inode, a name of its own, `pid:1234`, or a container's name or id. The prefix
 * `netns:` of endpoints and keys may stand before it, and then no container is meant.
 */
export const namespacesNamed = (word: string, { namespaces, containers }: Snapshot): Namespace[] => {
  const pid = /^pid:([0-9]+)$/.exec(word)?.[1]
  if (pid !== undefined) return namespaces.filter(({ pids }) => pids.includes(Number(pid)))
  const name = word.replace(/^netns:/, '')
  if (name === 'host') return namespaces.filter(({ root }) => root)
  if (/^[0-9]+$/.test(name)) {
    const withInode = namespaces.filter(({ inode }) => `${inode}` === name)
    if (withInode.length > 0) return withInode
  }
  const named = namespaces.filter(({ names }) => names.includes(name))
  if (named.length > 0 || name !== word) return named
  const inside = new Set(containersNamed(word, containers).map(({ netns }) => netns))
  return namespaces.filter(({ id }) => inside.has(id))
}
