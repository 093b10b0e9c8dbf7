import type { Answer } from '../../agent/reachability/answer.ts'
import type { Flows } from '../../collectors/flows.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import type { ServerDependencies } from './server-dependencies.ts'

/** What a connection hijacks may lead elsewhere, and be hijacked there. */
const mostRounds = 4

/**
 * Answers a question with the connections that are tracked on the way: only of the namespaces that it crosses they are read, and
 * where those lead elsewhere, there too.
 * @param snapshot of an agent, which has no tracked connections
 */
export const answerTracked = async (
  snapshot: Snapshot,
  answerTo: (snapshot: Snapshot) => Answer,
  { track }: Pick<ServerDependencies, 'track'>,
): Promise<Answer> => {
  const read = new Set<string>()
  let flows: readonly Flows[] = []
  for (let round = 0; ; round++) {
    const answer = answerTo({ ...snapshot, flows: [...flows] })
    const more = crossed(answer, snapshot).filter((netns) => !read.has(netns))
    if (more.length === 0) return answer
    const found = round === mostRounds ? null : await track(more)
    if (found === null) return { ...answer, assumptions: [...answer.assumptions, unread] }
    // Nothing is tracked there: the answer would be the same.
    if (found.length === 0) return answer
    for (const netns of more) read.add(netns)
    flows = [...flows, ...found]
  }
}

const unread: Answer['assumptions'][number] = {
  on: 'the connections that are tracked on the way, which could not be read: none is taken for this one',
}

/** Ids of the namespaces that an answer tells of. */
const crossed = ({ from, to, path, reply }: Answer, { namespaces }: Snapshot): string[] => {
  const inodes = new Set([from, to, ...path, ...reply].map(({ netns }) => netns))
  return namespaces.flatMap(({ id, inode }) => (inode !== null && inodes.has(inode) ? [id] : []))
}
