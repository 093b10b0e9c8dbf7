import { measuredView } from '../current-view.ts'
import { namespaceParameter } from '../namespace-parameter.ts'
import { findNamespace } from '../resources/find-namespace.ts'
import { interfaceResource } from '../resources/interface-resource.ts'
import { inventoryOf } from '../resources/inventory.ts'
import { newestCounters } from '../resources/newest-counters.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const interfaces: Route = (app, dependencies) => {
  app.get<{ Querystring: { netns?: string } }>(
    '/api/v1/interfaces',
    {
      schema: {
        summary: 'The interfaces of every network namespace, or of one',
        tags: ['network'],
        querystring: { type: 'object', properties: { netns: namespaceParameter } },
        response: {
          200: json('Interfaces.', { type: 'array', items: componentOf('Interface') }),
          ...problems(400, 404, 409, 503),
        },
      },
    },
    async ({ query }, reply) => {
      const inventory = inventoryOf(await measuredView(dependencies, reply))
      const { netns } = query
      const { snapshot, identities } = inventory
      const counted = newestCounters(inventory)
      const links = netns === undefined ? snapshot.links : [...identities.linksOf(findNamespace(netns, snapshot).id)]
      return links.map((link) => {
        const resource = interfaceResource(link, inventory)
        return { ...resource, counters: counted(link, resource.counters) }
      })
    },
  )
}
