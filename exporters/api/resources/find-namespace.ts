import { namespacesNamed } from '../../../agent/topology/named.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { ProblemError } from '../problem-error.ts'

/**
 * The namespace that a word means: `host`, an inode, a name of its own, or a container's name or id. The prefix `netns:`
 * of endpoints and keys may stand before it, and then no container is meant.
 * @throws ProblemError 404 when it means none, 409 when it means several
 */
export const findNamespace = (word: string, snapshot: Snapshot): Namespace => {
  const matches = namespacesNamed(word, snapshot)
  const [namespace] = matches
  if (namespace === undefined)
    throw new ProblemError(404, 'No network namespace has this inode or name: /api/v1/namespaces lists them.')
  if (matches.length === 1) return namespace
  throw new ProblemError(409, `${matches.length} network namespaces are meant by this: use an inode.`, {
    candidates: matches.map(({ inode, names }) => `${inode ?? 'unknown'} ${names.join(' ')}`.trim()),
  })
}
