import { containerLabels } from '../../prometheus/container-labels.ts'
import { exposition } from '../../prometheus/exposition.ts'
import { groups, isGroup } from '../../prometheus/groups/index.ts'
import { LastSeen } from '../../prometheus/last-seen.ts'
import { selectGroups } from '../../prometheus/selection.ts'
import { selfMetrics } from '../../prometheus/self-metrics.ts'
import { contentTypes } from '../../prometheus/text.ts'
import { TextBuffer } from '../../prometheus/text-buffer.ts'
import { measuredView } from '../current-view.ts'
import { negotiate } from '../negotiate.ts'
import { ProblemError } from '../problem-error.ts'
import { problems, textual } from '../responses.ts'
import type { Route } from './index.ts'

interface Query {
  readonly 'collect[]'?: string | readonly string[]
  readonly 'exclude[]'?: string | readonly string[]
}

const names = {
  anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }],
} as const

/** Two scrapers are usual. */
const mostIdle = 2

export const metrics: Route = (app, dependencies) => {
  const { maxRequests, containerLabels: labels, created, lastSeenSeconds } = dependencies.metrics
  const on = dependencies.metrics.groups.filter(isGroup)
  const self = selfMetrics()
  const labelsOf = containerLabels(labels)
  const lastSeen = new LastSeen(lastSeenSeconds)
  const idle: TextBuffer[] = []
  let scrapes = 0
  app.get<{ Querystring: Query }>(
    '/metrics',
    {
      schema: {
        summary: 'Metrics, in the text format of Prometheus, or OpenMetrics when the Accept header prefers it',
        tags: ['metrics'],
        querystring: {
          type: 'object',
          properties: {
            'collect[]': { ...names, description: 'Only these collectors.' },
            'exclude[]': { ...names, description: 'All but these collectors.' },
          },
        },
        response: { 200: textual('Metrics.', 'text/plain', 'application/openmetrics-text'), ...problems(400, 503) },
      },
    },
    async ({ headers, query }, reply) => {
      const wish = { collect: [query['collect[]'] ?? []].flat(), exclude: [query['exclude[]'] ?? []].flat() }
      const selected = selectGroups(on, wish)
      if (typeof selected === 'string') throw new ProblemError(400, selected)
      if (scrapes >= maxRequests)
        throw new ProblemError(503, `${maxRequests} scrapes are being answered already (--web.max-requests).`, {
          headers: { 'retry-after': '1' },
        })
      scrapes++
      try {
        const measured = await measuredView(dependencies, reply)
        const format = negotiate(headers.accept)
        const options = {
          format,
          groups: selected.map((name) => groups[name]),
          labelsOf,
          lastSeen,
          created,
          self: selected.includes('agent') ? await self() : [],
        }
        const buffer = idle.pop() ?? new TextBuffer()
        await exposition(measured, options, buffer)
        // Until then the answer is read from it.
        reply.raw.once('close', () => {
          buffer.clear()
          if (idle.length < mostIdle) idle.push(buffer)
        })
        return reply.type(contentTypes[format]).send(buffer.written)
      } finally {
        scrapes--
      }
    },
  )
}
