import { changeKinds } from '../../../agent/changes/kinds.ts'
import { ChangeStream } from '../change-stream.ts'
import { currentView } from '../current-view.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

/** Readers at a time: each holds a connection. */
const mostReaders = 64

interface Query {
  readonly kind?: string | readonly string[]
  readonly object?: string | readonly string[]
}

const kind = { type: 'string', enum: changeKinds }
const object = { type: 'string', minLength: 1 }
const oneOrMore = (items: object) => ({ anyOf: [items, { type: 'array', items, maxItems: 100 }] })

export const events: Route = (app, dependencies) => {
  const { changes } = dependencies
  const streams = new Set<ChangeStream>()
  // A server that closes waits for its answers to end.
  app.addHook('preClose', (done) => {
    for (const stream of streams) stream.end('bye', 'The agent ends.')
    done()
  })
  app.get<{ Querystring: Query }>(
    '/api/v1/events',
    {
      // It ends when the reader goes. Node has no longer timer; after it a reader comes again.
      handlerTimeout: 2_147_483_647,
      schema: {
        summary: 'Changes of the graph and the rules as they are seen, as server-sent events',
        description:
          'The first event is `ready`: what changes after a topology that is fetched then is told. ' +
          'The header `Last-Event-ID` goes on after a change; when what came after it is not known any more, or ' +
          'the agent has started again, the first event is `reset`. The last event of a reader that is too slow is `overrun`. ' +
          'Other events are called by the kind of what changed. Silence is broken by comments.',
        tags: ['topology'],
        querystring: {
          type: 'object',
          properties: {
            kind: { ...oneOrMore(kind), description: 'Only changes of this kind; may be given several times.' },
            object: {
              ...oneOrMore(object),
              description:
                'Only changes of the node or edge with this key, and of edges of this node; may be given several times.',
            },
          },
        },
        headers: { type: 'object', properties: { 'last-event-id': { type: 'string' } } },
        response: {
          200: {
            description: 'A stream of changes, each as JSON in the `data` of its event.',
            content: { 'text/event-stream': { schema: componentOf('Change') } },
          },
          ...problems(400, 503),
        },
      },
    },
    (request, reply) => {
      const { snapshot } = currentView(dependencies, reply)
      reply.removeHeader('last-modified').type('text/event-stream; charset=utf-8').header('x-accel-buffering', 'no')
      if (request.method === 'HEAD') return reply.send('')
      if (streams.size >= mostReaders)
        throw new ProblemError(503, `${mostReaders} others follow the changes already.`, {
          headers: { 'retry-after': '10' },
        })
      const lastId = request.headers['last-event-id']?.toString() ?? null
      const wish = { kinds: [request.query.kind ?? []].flat(), objects: [request.query.object ?? []].flat(), lastId }
      const stream = new ChangeStream(changes, wish, (wake) => changes.follow(snapshot, wake))
      streams.add(stream)
      stream.once('close', () => streams.delete(stream))
      return reply.send(stream)
    },
  )
}
