import { type FormatName, formatNames, formats } from '../../formats/index.ts'
import { currentView } from '../current-view.ts'
import { problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const topology: Route = (app, dependencies) => {
  app.get<{ Querystring: { format: FormatName } }>(
    '/api/v1/topology',
    {
      schema: {
        summary: 'The graph of everything, in the formats of `netloupe topology`',
        tags: ['topology'],
        querystring: {
          type: 'object',
          properties: { format: { type: 'string', enum: formatNames, default: 'json' } },
        },
        response: { 200: { description: 'The graph.', content: contentByType() }, ...problems(400, 503) },
      },
    },
    async ({ query }, reply) => {
      const view = currentView(dependencies, reply)
      const format = formats[query.format]
      const rendered = await format.render(view.topology, { snapshot: view.snapshot, color: false })
      return reply.type(format.contentType).send(rendered)
    },
  )
}

const contentByType = () =>
  Object.fromEntries(
    Object.entries(formats).map(([name, { contentType }]) => [
      contentType.replace(/;.*/, ''),
      { schema: name === 'json' ? componentOf('Topology') : { type: 'string' } },
    ]),
  )
