import { type Attributes, attributes } from '../../../wire/attributes.ts'
import type { Codec } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import type { JsonSchema, Shape } from '../../../wire/shape.ts'
import { cstring, hex } from '../../../wire/text.ts'
import type { XtFamily } from '../../xtables/extension.ts'
import { header } from '../header.ts'
import { type Span, span } from '../span.ts'
import type { ExpressionKind, ExpressionValue } from './expression-kind.ts'

type Kinds = { readonly [key: string]: ExpressionKind<unknown> }
type Flatten<T> = { readonly [K in keyof T]: T[K] }
type FieldsOf<K> = K extends { readonly value: ExpressionValue<infer V> }
  ? V
  : K extends { readonly data: Attributes<infer D> }
    ? D
    : never

/** An expression that we do not know: its name and its data as they came. */
export type OtherExpression = { readonly kind: 'other'; readonly name: string; readonly bytes: string }

/** One of several kinds of expression, told apart by `kind`. */
export interface ExpressionUnion<T> extends Shape<T> {
  /** Every table of the kinds, and of what an expression is. */
  readonly parts: readonly Codec<unknown>[]
  /** An expression: its name and its data. @throws DecodeError */
  readonly decode: (view: DataView, at: number, length: number, family: XtFamily) => T
}

const expression = attributes({ prefix: 'NFTA_EXPR_', header }, { name: [1, cstring, 'NAME'], data: [2, span, 'DATA'] })
const nothing: Span = { at: 0, length: 0 }

export const unionOf = <const L extends Kinds>(
  list: L,
): ExpressionUnion<
  { readonly [K in keyof L]: Flatten<{ readonly kind: L[K]['name'] } & FieldsOf<L[K]>> }[keyof L] | OtherExpression
> => {
  const kinds: readonly ExpressionKind<unknown>[] = Object.values(list)
  const byName = new Map(kinds.map((kind) => [kind.name, kind]))
  const decode = (view: DataView, at: number, length: number, family: XtFamily): never => {
    const { name = '', data: { at: start, length: size } = nothing } = expression.decode(view, at, length)
    const kind = byName.get(name)
    if (kind === undefined) return { kind: 'other', name, bytes: hex.decode(view, start, size) } as never
    try {
      if (kind.value) return { kind: name, ...(kind.value.decode(view, start, size, family) as object) } as never
      const target = { kind: name }
      kind.data.decodeInto(target, view, start, size)
      return target as never
    } catch (error) {
      throw error instanceof DecodeError ? error.within(name) : error
    }
  }
  return { json: jsonOf(kinds), parts: [expression, ...kinds.map(({ data }) => data)], decode }
}

const jsonOf = (kinds: readonly ExpressionKind<unknown>[]): JsonSchema => {
  const alternatives = kinds.map(({ name, data, value }) => {
    const { properties, required = [] } = (value ?? data).json
    return { properties: { kind: { const: name }, ...(properties as object) }, required: ['kind', ...(required as [])] }
  })
  const other = {
    properties: { kind: { const: 'other' }, name: { type: 'string' }, bytes: { type: 'string' } },
    required: ['kind', 'name', 'bytes'],
  }
  const oneOf = [...alternatives, other]
  return { type: 'object', discriminator: { propertyName: 'kind' }, required: ['kind'], oneOf }
}
