import { listenerShape } from '../../../agent/topology/listeners.ts'
import { ruleReferenceShape } from '../../../agent/topology/publishing-rules.ts'
import { flag, type JsonSchema, list, nullable } from '../../../collectors/wire/shape.ts'
import { described } from './described.ts'

const attributes = (more: JsonSchema): JsonSchema => ({
  type: 'object',
  properties: { kind: { type: 'string' }, ...more },
  required: ['kind'],
})

const nodeAttributes = attributes({
  listeners: described(
    nullable(list(listenerShape)),
    "Of containers, and of namespaces those that are no container's; null where nobody could look.",
  ).json,
  redirects: described(flag, 'Of namespaces: rules may lead what arrives to other ports.').json,
})

const edgeAttributes = attributes({
  rule: described(nullable(ruleReferenceShape), 'Of published ports: the rule (DNAT) that leads there.').json,
})

/** What graphology's `graph.export()` gives: nodes and edges with their keys and attributes. */
export const topologySchema: JsonSchema = {
  type: 'object',
  required: ['options', 'attributes', 'nodes', 'edges'],
  properties: {
    options: {
      type: 'object',
      required: ['type', 'multi', 'allowSelfLoops'],
      properties: {
        type: { type: 'string', const: 'directed' },
        multi: { type: 'boolean' },
        allowSelfLoops: { type: 'boolean' },
      },
    },
    attributes: { type: 'object' },
    nodes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'attributes'],
        properties: { key: { type: 'string' }, attributes: nodeAttributes },
      },
    },
    edges: {
      type: 'array',
      items: {
        type: 'object',
        required: ['key', 'source', 'target', 'attributes'],
        properties: {
          key: { type: 'string' },
          source: { type: 'string' },
          target: { type: 'string' },
          attributes: edgeAttributes,
        },
      },
    },
  },
}
