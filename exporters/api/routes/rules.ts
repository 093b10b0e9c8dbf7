import type { Ruleset } from '../../../agent/firewall/ruleset/record.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { Turns } from '../../../collectors/turns.ts'
import { meansAll, ruledNamespaces, rulesetsOf, usualNamespaces } from '../../reading/rulesets.ts'
import { measuredView } from '../current-view.ts'
import { namespaceParameter } from '../namespace-parameter.ts'
import { findNamespace } from '../resources/find-namespace.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

export const rules: Route = (app, dependencies) => {
  app.get<{ Querystring: { netns?: string } }>(
    '/api/v1/rules',
    {
      schema: {
        summary:
          "The firewall rules of the host's and the engine's namespaces, or of others, with the counters of this moment",
        tags: ['firewall'],
        querystring: {
          type: 'object',
          properties: {
            netns: {
              ...namespaceParameter,
              description: `${namespaceParameter.description}; \`all\` is every one that has rules`,
            },
          },
        },
        response: {
          200: json('The rules of each namespace.', { type: 'array', items: componentOf('Ruleset') }),
          ...problems(400, 404, 409, 503),
        },
      },
    },
    async ({ query: { netns } }, reply) => {
      const view = await measuredView(dependencies, reply)
      const turns = new Turns()
      const rulesets: Ruleset[] = []
      for (const namespace of meant(netns, view.snapshot)) {
        await turns.next()
        rulesets.push(...rulesetsOf(view, [namespace]))
      }
      // Writing them as JSON takes about as long again.
      await turns.next()
      return rulesets
    },
  )
}

const meant = (word: string | undefined, snapshot: Snapshot): readonly Namespace[] => {
  if (word === undefined) return usualNamespaces(snapshot)
  return meansAll(word, snapshot) ? ruledNamespaces(snapshot) : [findNamespace(word, snapshot)]
}
