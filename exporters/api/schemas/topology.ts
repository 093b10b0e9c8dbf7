import type { JsonSchema } from '../../../collectors/wire/shape.ts'

const attributes: JsonSchema = {
  type: 'object',
  properties: { kind: { type: 'string' } },
  required: ['kind'],
}

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
      items: { type: 'object', required: ['key', 'attributes'], properties: { key: { type: 'string' }, attributes } },
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
          attributes,
        },
      },
    },
  },
}
