import { measuredView } from '../current-view.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const snapshot: Route = (app, dependencies) => {
  app.get(
    '/api/v1/snapshot',
    {
      schema: {
        summary: 'Everything that was read, as `netloupe snapshot` writes it and `--snapshot` reads it',
        tags: ['snapshot'],
        response: { 200: json('The newest snapshot.', componentOf('Snapshot')), ...problems(503) },
      },
    },
    async (_request, reply) => {
      const { snapshot: taken, usage } = await measuredView(dependencies, reply)
      return usage === null ? taken : { ...taken, usage }
    },
  )
}
