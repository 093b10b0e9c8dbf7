import { currentView, notReadyProblem } from '../current-view.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const audit: Route = (app, dependencies) => {
  app.get(
    '/api/v1/audit',
    {
      schema: {
        summary: 'What isolates containers less than it could, worst first',
        tags: ['isolation'],
        response: { 200: json('All findings.', componentOf('Audit')), ...problems(503) },
      },
    },
    (_request, reply) => {
      const { audit: newest } = currentView(dependencies, reply)
      if (newest === null) throw notReadyProblem('The first audit is not there yet.')
      reply.header('last-modified', new Date(newest.takenAt).toUTCString())
      return newest
    },
  )
}
