import type { Container } from '../../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { containerKey, shortId } from '../../../topology/identity.ts'
import type { Evidence } from '../cause.ts'

/** What people call it; its id where it has no name. */
export const containerWords = ({ name, id }: Container): string => name || shortId(id)

/** What `docker inspect` says of a container. */
export const containerEvidence = (container: Container, fact: string): Evidence => ({
  where: `docker inspect ${containerWords(container)}`,
  fact,
  object: containerKey(container.id),
})

/** It has no process, so nothing of it answers and nothing of its network is left. */
export const isStopped = ({ state }: Container): boolean =>
  state === 'created' || state === 'exited' || state === 'dead' || state === 'restarting' || state === 'removing'

/** How long it has been running when the snapshot was taken, in seconds; null where that is not known. */
export const secondsUp = ({ startedAt, state }: Container, { takenAt }: Snapshot): number | null => {
  const seconds = (Date.parse(takenAt) - Date.parse(startedAt)) / 1000
  return state === 'running' && Number.isFinite(seconds) ? Math.max(0, seconds) : null
}
