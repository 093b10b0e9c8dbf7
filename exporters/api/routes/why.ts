import type { Answer } from '../../../agent/reachability/answer.ts'
import { EndpointError, type EndpointFault } from '../../../agent/reachability/endpoint/endpoint-error.ts'
import { why as answerTo } from '../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { suggestion } from '../../suggest.ts'
import { answerTracked } from '../answer-tracked.ts'
import { measuredView } from '../current-view.ts'
import { ProblemError } from '../problem-error.ts'
import { json, problems } from '../responses.ts'
import { componentOf } from '../schemas/index.ts'
import type { Route } from './index.ts'

interface Query {
  readonly from: string
  readonly to: string
  readonly address?: string
  readonly explain?: 'true' | 'false'
}

/** A name of a host has 253 characters at most (RFC 1035), a container's may have a few more with its port. */
const longest = 300
const endpoint = { type: 'string', minLength: 1, maxLength: longest } as const

export const why: Route = (app, dependencies) => {
  app.get<{ Querystring: Query }>(
    '/api/v1/why',
    {
      schema: {
        summary: 'Whether one can reach another, and if not, why, and what to do',
        tags: ['reachability'],
        querystring: {
          type: 'object',
          required: ['from', 'to'],
          properties: {
            from: {
              ...endpoint,
              description:
                'A container by name or id, `host`, `netns:NAME`, `pid:PID`, `world`, `world@ADDRESS` or an address',
            },
            to: {
              ...endpoint,
              description: 'The same, with `:PORT` and `/tcp`, `/udp` or `/icmp`; without a port it is an ICMP echo',
            },
            address: { ...endpoint, description: "Which of the destination's addresses is meant" },
            explain: { type: 'string', enum: ['true', 'false'], description: 'Tell also of rules that did not match' },
          },
        },
        response: { 200: json('The answer.', componentOf('Answer')), ...problems(400, 404, 409, 503) },
      },
    },
    async (request, reply): Promise<Answer> => {
      const { from, to, address, explain } = request.query
      const { snapshot, usage } = await measuredView(dependencies, reply)
      const measured = usage === null ? snapshot : { ...snapshot, usage }
      const answer = (looked: Snapshot): Answer =>
        answerTo(looked, { from, to, address }, { explain: explain === 'true' })
      try {
        return await answerTracked(measured, answer, dependencies)
      } catch (error) {
        throw error instanceof EndpointError ? refusal(error) : error
      }
    },
  )
}

const statusOf: { readonly [F in EndpointFault]: number } = {
  malformed: 400,
  unknown: 404,
  ambiguous: 409,
  'no-network': 404,
  'no-address': 404,
}

const refusal = ({ fault, message, word, known }: EndpointError): ProblemError =>
  new ProblemError(statusOf[fault], `${message}${suggestion(word, known)}`)
