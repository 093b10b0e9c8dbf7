import { natOf } from '../../reading/nat.ts'
import { measuredView } from '../current-view.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const nat: Route = (app, dependencies) => {
  app.get(
    '/api/v1/nat',
    {
      schema: {
        summary:
          'Published ports with the rules, the proxy and the listener of each, and what of that is missing or left over',
        tags: ['firewall'],
        response: { 200: json('Published ports.', componentOf('Nat')), ...problems(503) },
      },
    },
    async (_request, reply) => natOf(await measuredView(dependencies, reply)),
  )
}
