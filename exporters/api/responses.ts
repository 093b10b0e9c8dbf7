import type { JsonSchema } from '../../collectors/wire/shape.ts'
import { problemContentType } from './problem-details.ts'
import { componentOf } from './schemas/index.ts'

/** What may be refused on any route, and where. */
const refusals = {
  400: 'The path or the query is malformed, or a parameter has no such value.',
  404: 'There is no such thing now.',
  409: 'The words mean several things; `candidates` lists them.',
  503: 'Not ready; `detail` says why.',
} as const

/** Problem details for each of the statuses. */
export const problems = (...statuses: readonly (keyof typeof refusals)[]): { [status: number]: JsonSchema } =>
  Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: refusals[status], content: { [problemContentType]: { schema: componentOf('Problem') } } },
    ]),
  )

/** A JSON answer. */
export const json = (description: string, schema: JsonSchema): JsonSchema => ({
  description,
  content: { 'application/json': { schema } },
})

/** A text answer of some type. */
export const textual = (description: string, ...contentTypes: readonly string[]): JsonSchema => ({
  description,
  content: Object.fromEntries(contentTypes.map((type) => [type, { schema: { type: 'string' } }])),
})
