import { measuredView } from '../current-view.ts'
import { containerResource } from '../resources/container-resource.ts'
import { findContainer } from '../resources/find-container.ts'
import { inventoryOf } from '../resources/inventory.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const containers: Route = (app, dependencies) => {
  app.get(
    '/api/v1/containers',
    {
      schema: {
        summary: 'All containers, of every runtime',
        tags: ['containers'],
        response: { 200: json('Containers.', { type: 'array', items: componentOf('Container') }), ...problems(503) },
      },
    },
    async (_request, reply) => {
      const inventory = inventoryOf(await measuredView(dependencies, reply))
      return inventory.snapshot.containers.map((container) => containerResource(container, inventory))
    },
  )
  app.get<{ Params: { id: string } }>(
    '/api/v1/containers/:id',
    {
      schema: {
        summary: 'One container',
        tags: ['containers'],
        params: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', description: 'A name, an id, or the beginning of an id' } },
        },
        response: { 200: json('The container.', componentOf('Container')), ...problems(400, 404, 409, 503) },
      },
    },
    async ({ params }, reply) => {
      const inventory = inventoryOf(await measuredView(dependencies, reply))
      return containerResource(findContainer(params.id, inventory.snapshot.containers), inventory)
    },
  )
}
