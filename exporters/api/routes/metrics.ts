import { exposition } from '../../prometheus/exposition.ts'
import { selfMetrics } from '../../prometheus/self-metrics.ts'
import { currentView } from '../current-view.ts'
import { negotiate } from '../negotiate.ts'
import { problems, textual } from '../responses.ts'
import type { Route } from './index.ts'

export const metrics: Route = (app, dependencies) => {
  const self = selfMetrics()
  app.get(
    '/metrics',
    {
      schema: {
        summary: 'Metrics, in the text format of Prometheus, or OpenMetrics when the Accept header prefers it',
        tags: ['metrics'],
        response: { 200: textual('Metrics.', 'text/plain', 'application/openmetrics-text'), ...problems(503) },
      },
    },
    async ({ headers }, reply) => {
      const view = currentView(dependencies, reply)
      const contentType = negotiate(headers.accept)
      return reply.type(contentType).send(await exposition(view, { contentType, self: await self() }))
    },
  )
}
