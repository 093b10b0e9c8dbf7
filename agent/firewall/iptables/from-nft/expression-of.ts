import type { Expression } from '../../../../collectors/netfilter/nftables/expressions/index.ts'

/** An expression of one kind. */
export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { readonly kind: K }>
