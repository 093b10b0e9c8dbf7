import type { Attributes } from '../../../wire/attributes.ts'
import type { JsonSchema, Shape } from '../../../wire/shape.ts'
import { hex } from '../../../wire/text.ts'
import type { Span } from '../span.ts'
import { connlimit } from './connlimit.ts'
import { counter } from './counter.ts'
import { ctExpectation } from './ct-expectation.ts'
import { ctHelper } from './ct-helper.ts'
import { ctTimeout } from './ct-timeout.ts'
import { limit } from './limit.ts'
import type { ObjectKind } from './object-kind.ts'
import { quota } from './quota.ts'
import { secmark } from './secmark.ts'
import { synproxy } from './synproxy.ts'
import { tunnel } from './tunnel.ts'

/** Every type of stateful object that is known. One file and one word each. */
export const objects = {
  connlimit,
  counter,
  ctExpectation,
  ctHelper,
  ctTimeout,
  limit,
  quota,
  secmark,
  synproxy,
  tunnel,
} as const satisfies { readonly [key: string]: ObjectKind<unknown> }

type Objects = typeof objects
type DataOf<K> = K extends { readonly data: Attributes<infer D> } ? D : never
type Flatten<T> = { readonly [K in keyof T]: T[K] }

/** A type that we do not know: its number and its data as they came. */
export type OtherObject = { readonly kind: 'other'; readonly type: string; readonly bytes: string }

/** What an object is, told apart by `kind`. */
export type ObjectData =
  | {
      readonly [K in keyof Objects]: Flatten<{ readonly kind: Objects[K]['type'] } & DataOf<Objects[K]>>
    }[keyof Objects]
  | OtherObject

const kinds: readonly ObjectKind<unknown>[] = Object.values(objects)
const byType = new Map(kinds.map((kind) => [kind.type, kind]))

/** @param type the word of `objectTypes`. @throws DecodeError */
export const decodeObject = (type: string, view: DataView, { at, length }: Span): ObjectData => {
  const kind = byType.get(type)
  if (kind === undefined) return { kind: 'other', type, bytes: hex.decode(view, at, length) }
  const target = { kind: type }
  kind.data.decodeInto(target, view, at, length)
  return target as ObjectData
}

const jsonOf = (): JsonSchema => {
  const alternatives = kinds.map(({ type, data }) => ({
    properties: { kind: { const: type }, ...(data.json['properties'] as object) },
    required: ['kind'],
  }))
  const other = {
    properties: { kind: { const: 'other' }, type: { type: 'string' }, bytes: { type: 'string' } },
    required: ['kind', 'type', 'bytes'],
  }
  const oneOf = [...alternatives, other]
  return { type: 'object', discriminator: { propertyName: 'kind' }, required: ['kind'], oneOf }
}

export const objectShape: Shape<ObjectData> = { json: jsonOf() }
