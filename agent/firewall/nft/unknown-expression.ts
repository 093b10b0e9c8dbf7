import type { Expression } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import type { Written } from './expression-tree.ts'
import type { Json } from './json.ts'
import { visible } from './visible-text.ts'

const nameOf = (expression: Expression): string => (expression.kind === 'other' ? expression.name : expression.kind)

/** An expression that we have no words for, as the kernel tells it: its record is made of what JSON has. */
export const unknownJson = (expression: Expression): Json => ({ expression: expression as unknown as Json })

/** The same in text: a comment. */
export const unknownText = (expression: Expression): string => `# unknown expression ${visible(nameOf(expression))}`

export const unknownStatement = (expression: Expression): Written => ({
  kind: 'written',
  json: () => unknownJson(expression),
  text: () => unknownText(expression),
})
