import { shortId } from '../../../agent/topology/identity.ts'
import { containersNamed } from '../../../agent/topology/named.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import { ProblemError } from '../problem-error.ts'

/** As many as a reader would look through. */
const mostCandidates = 10

/**
 * The container that a word means, as `docker` reads it: an id, a name, or the beginning of an id.
 * @throws ProblemError 404 when it means none, 409 when it means several
 */
export const findContainer = (word: string, containers: readonly Container[]): Container => {
  const matches = containersNamed(word, containers)
  const [container] = matches
  if (container === undefined) throw new ProblemError(404, 'No container has this name or an id that begins so.')
  if (matches.length === 1) return container
  throw new ProblemError(409, `${matches.length} containers are meant by this: use a longer id.`, {
    candidates: matches.slice(0, mostCandidates).map(({ id, name }) => `${shortId(id)} ${name}`),
  })
}
