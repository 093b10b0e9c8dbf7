import type { Codec } from '../../../wire/codec.ts'
import type { Infer } from '../../../wire/shape.ts'
import { connlimit } from './connlimit.ts'
import { counter } from './counter.ts'
import { unionOf } from './expression-union.ts'
import { last } from './last.ts'
import { limit } from './limit.ts'
import { quota } from './quota.ts'

const union = unionOf({ connlimit, counter, last, limit, quota })
export type StatefulExpression = Infer<typeof union>

/** An expression that an element of a set can have for itself (NFT_EXPR_STATEFUL in the kernel), the same in every family. */
export const stateful: Codec<StatefulExpression> = {
  json: union.json,
  parts: union.parts,
  decode: (view, at, length) => union.decode(view, at, length, 'ipv4'),
}
