import type { DataType, Order } from '../data-types.ts'
import type { Load } from '../expression-tree.ts'
import type { Json } from '../json.ts'

/** A value under one key of one source: `meta mark`, `ct state`. `[type, bits, order]`; bits and order as the type has them unless told. */
export type KeyRow = readonly [type: DataType, bits?: number, order?: Order]

/** What a row says, with the words of the load. */
export const loadOf = (
  [type, bits = type.bits, order = type.order]: KeyRow,
  words: { readonly json: Json; readonly text: string; readonly source: string; readonly key?: string },
): Load => ({ kind: 'load', type, bits, order, ...words })
