import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { ProblemError } from '../problem-error.ts'
import { containersOf } from './find-container.ts'

/**
 * The namespace that a word means: `host`, an inode, a name of its own, or a container's name or id. The prefix `netns:`
 * of endpoints and keys may stand before it, and then no container is meant.
 * @throws ProblemError 404 when it means none, 409 when it means several
 */
export const findNamespace = (word: string, snapshot: Snapshot): Namespace => {
  const matches = namespacesOf(word, snapshot)
  const [namespace] = matches
  if (namespace === undefined)
    throw new ProblemError(404, 'No network namespace has this inode or name: /api/v1/namespaces lists them.')
  if (matches.length === 1) return namespace
  throw new ProblemError(409, `${matches.length} network namespaces are meant by this: use an inode.`, {
    candidates: matches.map(({ inode, names }) => `${inode ?? 'unknown'} ${names.join(' ')}`.trim()),
  })
}

const namespacesOf = (word: string, { namespaces, containers }: Snapshot): Namespace[] => {
  const name = word.replace(/^netns:/, '')
  if (name === 'host') return namespaces.filter(({ root }) => root)
  if (/^[0-9]+$/.test(name)) {
    const withInode = namespaces.filter(({ inode }) => `${inode}` === name)
    if (withInode.length > 0) return withInode
  }
  const named = namespaces.filter(({ names }) => names.includes(name))
  if (named.length > 0 || name !== word) return named
  const inside = new Set(containersOf(word, containers).map(({ netns }) => netns))
  return namespaces.filter(({ id }) => inside.has(id))
}
