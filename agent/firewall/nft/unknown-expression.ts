import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import { rawInteger } from './data-types.ts'
import type { Load, Written } from './expression-tree.ts'
import type { Json } from './json.ts'

const nameOf = (expression: Expression): string => (expression.kind === 'other' ? expression.name : expression.kind)

/** A record is made of what JSON has. */
const record = (expression: Expression): Json => expression as unknown as Json

/** An expression that we have no words for: in JSON as the kernel tells it, in text as a comment. */
export const unknownStatement = (expression: Expression): Written => ({
  kind: 'written',
  json: () => ({ expression: record(expression) }),
  text: () => `# unknown expression ${nameOf(expression)}`,
})

/** The same where it puts something into a register: whatever uses it shows it. */
export const unknownLoad = (expression: Expression): Load => ({
  kind: 'load',
  type: rawInteger,
  bits: 0,
  order: 'network',
  source: 'unknown',
  json: { expression: record(expression) },
  text: `# unknown expression ${nameOf(expression)}`,
})
