import { bridgesOf, byBridge } from '../../reading/bridges.ts'
import { currentView } from '../current-view.ts'
import { bridgeResource } from '../resources/bridge-resource.ts'
import { inventoryOf } from '../resources/inventory.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const bridges: Route = (app, dependencies) => {
  app.get(
    '/api/v1/bridges',
    {
      schema: {
        summary: 'The bridges of every network namespace, with their ports',
        tags: ['network'],
        response: { 200: json('Bridges.', { type: 'array', items: componentOf('Bridge') }), ...problems(503) },
      },
    },
    (_request, reply) => {
      const inventory = inventoryOf(currentView(dependencies, reply))
      const entriesOf = byBridge(inventory.snapshot.fdb)
      return bridgesOf(inventory.snapshot).map((bridge) =>
        bridgeResource(bridge, { fdbEntries: entriesOf(bridge).length, inventory }),
      )
    },
  )
}
