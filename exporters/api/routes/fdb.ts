import { bridgesOf } from '../../reading/bridges.ts'
import { currentView } from '../current-view.ts'
import { namespaceParameter } from '../namespace-parameter.ts'
import { ProblemError } from '../problem-error.ts'
import { fdbEntries } from '../resources/fdb-entries.ts'
import { findNamespace } from '../resources/find-namespace.ts'
import { inventoryOf } from '../resources/inventory.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const fdb: Route = (app, dependencies) => {
  app.get<{ Params: { netns: string; name: string } }>(
    '/api/v1/bridges/:netns/:name/fdb',
    {
      schema: {
        summary: 'The forwarding database of one bridge',
        tags: ['network'],
        params: {
          type: 'object',
          required: ['netns', 'name'],
          properties: { netns: namespaceParameter, name: { type: 'string', description: 'Name of the bridge' } },
        },
        response: {
          200: json('Its entries.', { type: 'array', items: componentOf('FdbEntry') }),
          ...problems(400, 404, 409, 503),
        },
      },
    },
    ({ params }, reply) => {
      const inventory = inventoryOf(currentView(dependencies, reply))
      const { id } = findNamespace(params.netns, inventory.snapshot)
      const bridge = bridgesOf(inventory.snapshot).find(({ netns, name }) => netns === id && name === params.name)
      if (bridge === undefined)
        throw new ProblemError(404, 'This network namespace has no bridge of this name: /api/v1/bridges lists them.')
      return fdbEntries(bridge, inventory)
    },
  )
}
