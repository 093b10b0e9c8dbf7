import type { FastifyReply } from 'fastify'
import { type View, withUsage } from '../../agent/live/view.ts'
import { ProblemError } from './problem-error.ts'
import type { ServerDependencies } from './server-dependencies.ts'

/** Seconds. A first look at a large host takes less. */
const retryAfter = '1'

export const notReadyProblem = (reason: string): ProblemError =>
  new ProblemError(503, reason, { headers: { 'retry-after': retryAfter } })

/**
 * The view to answer from; its age goes into `Last-Modified`.
 * @throws ProblemError 503 while there is none
 */
export const currentView = ({ view, notReady }: ServerDependencies, reply: FastifyReply): View => {
  const current = view()
  if (current === null) throw notReadyProblem(notReady() ?? 'The first snapshot is not there yet.')
  reply.header('last-modified', new Date(current.snapshot.takenAt).toUTCString())
  return current
}

/** The same with the counters of this moment. @throws ProblemError 503 while there is none */
export const measuredView = async (dependencies: ServerDependencies, reply: FastifyReply): Promise<View> => {
  const view = currentView(dependencies, reply)
  return withUsage(view, await dependencies.measure())
}
