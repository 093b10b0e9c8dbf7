import { changeSchema, findingKind, ruleKinds } from '../../../agent/changes/event.ts'
import { changeKinds } from '../../../agent/changes/kinds.ts'
import type { JsonSchema } from '../../../collectors/wire/shape.ts'

const attributes = (description: string): JsonSchema => ({ type: ['object', 'null'], description })

/** What the `data` of an event holds. */
export const changeJsonSchema: JsonSchema = {
  type: 'object',
  required: ['schema', 'id', 'at', 'kind', 'change', 'object', 'ends', 'words', 'before', 'after'],
  properties: {
    schema: { type: 'string', const: changeSchema },
    id: { type: 'string', description: 'As the id of the event: for `Last-Event-ID`.' },
    at: { type: 'string', format: 'date-time', description: 'When the look began that saw it.' },
    kind: {
      type: 'string',
      enum: changeKinds,
      description: `As the name of the event: the kind of a node or an edge of the graph, or one of ${[...ruleKinds, findingKind].join(', ')}.`,
    },
    change: { type: 'string', enum: ['added', 'removed', 'changed'] },
    object: {
      type: 'string',
      description:
        'Key of the node or edge in the graph; of rules and sets that of their namespace, of a finding that of what it is about.',
    },
    ends: {
      type: ['array', 'null'],
      items: { type: 'string' },
      minItems: 2,
      maxItems: 2,
      description: 'Of an edge: the keys of the nodes that it leads from and to.',
    },
    words: { type: ['string', 'null'], description: 'For people; null where it goes without saying.' },
    before: attributes('What it was; of a change only what is not so any more. Null of what was added.'),
    after: attributes('What it is; of a change only what is new. Null of what was removed.'),
  },
}
