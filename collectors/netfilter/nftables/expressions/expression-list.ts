import { attributeAfter, attributeHeaderSize, attributeLength } from '../../../wire/attributes.ts'
import { littleEndian } from '../../../wire/codec.ts'
import { DecodeError } from '../../../wire/error.ts'
import { spanMemo } from '../../span-memo.ts'
import type { XtFamily } from '../../xtables/extension.ts'
import { type Family, familyOf } from '../families.ts'
import { counterAt } from './counter.ts'
import { type Expression, expression } from './index.ts'

/** Which structs of x_tables rules of a family hold; inet and netdev only take those that are the same in all. */
const xtFamilies: { readonly [F in Family]: XtFamily } = {
  inet: 'ipv4',
  ip: 'ipv4',
  arp: 'arp',
  netdev: 'ipv4',
  bridge: 'bridge',
  ip6: 'ipv6',
}

const known = spanMemo<Expression>((view, at, length, family) =>
  expression.decode(view, at, length, xtFamilies[familyOf(family) ?? 'inet']),
)

/** `{ NFTA_EXPR_NAME: "counter", NFTA_EXPR_DATA: { … } }` as 32-bit words: where the name is, and where the data begins. */
const counterName = Buffer.from('\x0c\0\x01\0counter\0', 'latin1')
const [head, first, second] = [0, 4, 8].map((at) => counterName.readUInt32LE(at))
const dataAt = 12
const NFTA_EXPR_DATA = 2

/** Packets and bytes, where the expression is a counter: nearly every rule has one, and no two are the same. */
export const counterIn = (view: DataView, at: number, length: number): ReturnType<typeof counterAt> | null => {
  if (length < dataAt + 4 || view.getUint32(at, littleEndian) !== head) return null
  if (view.getUint32(at + 4, littleEndian) !== first || view.getUint32(at + 8, littleEndian) !== second) return null
  const size = view.getUint16(at + dataAt, littleEndian)
  const type = view.getUint16(at + dataAt + 2, littleEndian) & 0x3fff
  if (type !== NFTA_EXPR_DATA || size !== length - dataAt) return null
  return counterAt(view, at + dataAt + 4, size - 4)
}

/**
 * The expressions of a rule (NFTA_RULE_EXPRESSIONS), in their order. Equal ones of all rules are one frozen object.
 * @param family NFPROTO_* of the table
 * @throws DecodeError
 */
export const expressionsAt = (view: DataView, at: number, length: number, family: number): readonly Expression[] => {
  const expressions: Expression[] = []
  const end = at + length
  try {
    for (let next = at; next < end; ) {
      const size = attributeLength(view, next, end)
      const start = next + attributeHeaderSize
      const inside = size - attributeHeaderSize
      expressions.push(counterIn(view, start, inside) ?? known(view, start, inside, family))
      next = attributeAfter(next, size)
    }
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`expression ${expressions.length + 1}`) : error
  }
  return expressions
}
