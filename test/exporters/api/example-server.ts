import type { FastifyInstance } from 'fastify'
import { ChangeFeed } from '../../../agent/live/change-feed.ts'
import { buildServer } from '../../../exporters/api/server.ts'
import type { ServerDependencies } from '../../../exporters/api/server-dependencies.ts'
import { usualLabels } from '../../../exporters/prometheus/container-labels.ts'
import { groupNames } from '../../../exporters/prometheus/groups/index.ts'
import { exampleView } from '../example-snapshot.ts'

/** A server over the example; what is a fault of ours fails the test instead of becoming a 500. */
export const exampleServer = async (
  dependencies: Partial<ServerDependencies> = {},
): Promise<FastifyInstance & AsyncDisposable> => {
  const app = await buildServer({
    view: () => exampleView,
    notReady: () => null,
    changes: new ChangeFeed(),
    measure: () => Promise.resolve(exampleView.usage),
    track: () => Promise.resolve([]),
    metrics: {
      groups: groupNames,
      containerLabels: usualLabels,
      maxRequests: 40,
      created: false,
      lastSeenSeconds: 300,
    },
    page: new Map(),
    version: '1.2.3',
    listenHosts: ['127.0.0.1'],
    hostNames: ['machine'],
    onFault: (error) => {
      throw error
    },
    ...dependencies,
  })
  return Object.assign(app, { [Symbol.asyncDispose]: () => app.close() })
}
