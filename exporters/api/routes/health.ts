import { notReadyProblem } from '../current-view.ts'
import { json, problems } from '../responses.ts'
import type { Route } from './index.ts'

const status = (word: string) => ({
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', const: word } },
})

/** Whether the process answers, and whether what it answers can be relied on. */
export const health: Route = (app, { view, notReady }) => {
  app.get(
    '/healthz',
    {
      schema: {
        summary: 'Whether the agent runs',
        tags: ['health'],
        response: { 200: json('It runs.', status('ok')) },
      },
    },
    () => ({ status: 'ok' }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Whether the agent has a current snapshot',
        tags: ['health'],
        response: { 200: json('It has.', status('ready')), ...problems(503) },
      },
    },
    () => {
      const reason = notReady() ?? (view() === null ? 'The first snapshot is not there yet.' : null)
      if (reason !== null) throw notReadyProblem(reason)
      return { status: 'ready' }
    },
  )
}
