import { currentView } from '../current-view.ts'
import { inventoryOf } from '../resources/inventory.ts'
import { namespaceResource } from '../resources/namespace-resource.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const namespaces: Route = (app, dependencies) => {
  app.get(
    '/api/v1/namespaces',
    {
      schema: {
        summary: 'All network namespaces',
        tags: ['network'],
        response: { 200: json('Namespaces.', { type: 'array', items: componentOf('Namespace') }), ...problems(503) },
      },
    },
    (_request, reply) => {
      const inventory = inventoryOf(currentView(dependencies, reply))
      return inventory.snapshot.namespaces.map((namespace) => namespaceResource(namespace, inventory))
    },
  )
}
