import type { UnknownAttribute } from '../../wire/attributes.ts'
import { attributeAfter, attributeHeaderSize, attributeLength, attributeType } from '../../wire/attributes.ts'
import { DecodeError } from '../../wire/error.ts'
import type { Count } from '../../wire/shape.ts'
import { hex } from '../../wire/text.ts'
import { nfgenmsg } from '../nfnetlink.ts'
import { type Answer, readAs } from './answer.ts'
import { expressionsAt } from './expressions/expression-list.ts'
import type { Expression } from './expressions/index.ts'
import { rule as message, ruleRows as rows } from './messages/rule.ts'
import type { NftRule } from './record.ts'

/** A rule, and which chain of which table it is in (raw names). */
export interface RuleAnswer extends Answer {
  readonly table: string
  readonly chain: string
  readonly rule: NftRule
}

/** What few rules have. */
type Rest = Pick<NftRule, 'comment' | 'otherUserdata' | 'compat'> & { unknown?: UnknownAttribute[] }

/** NFT_MSG_GETRULE. There are thousands: each attribute is looked at by hand, by the numbers of the table. */
export const ruleAnswer = readAs<RuleAnswer>(message, (target, view, at, length) => {
  const answer = target as { -readonly [K in keyof RuleAnswer]: RuleAnswer[K] }
  const end = at + length
  let handle: Count = 0
  let position: Count | undefined
  let expressions: readonly Expression[] = []
  let rest: Rest | undefined
  try {
    nfgenmsg.decodeInto(target, view, at, length)
    for (let next = at + nfgenmsg.size; next < end; ) {
      const size = attributeLength(view, next, end)
      const start = next + attributeHeaderSize
      const inside = size - attributeHeaderSize
      const type = attributeType(view, next)
      if (type === rows.table[0]) answer.table = rows.table[1].decode(view, start, inside)
      else if (type === rows.chain[0]) answer.chain = rows.chain[1].decode(view, start, inside)
      else if (type === rows.handle[0]) handle = rows.handle[1].decode(view, start, inside)
      else if (type === rows.position[0]) position = rows.position[1].decode(view, start, inside)
      else if (type === rows.expressions[0]) expressions = expressionsAt(view, start, inside, answer.family)
      else rest = withRest(rest, type, view, start, inside)
      next = attributeAfter(next, size)
    }
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`${message.name} ${handle}`) : error
  }
  const rule = position === undefined ? { handle, expressions } : { handle, position, expressions }
  answer.rule = rest === undefined ? rule : { ...rule, ...rest }
})

const withRest = (rest: Rest | undefined, type: number, view: DataView, at: number, length: number): Rest => {
  switch (type) {
    case rows.userdata[0]:
      return { ...rest, ...rows.userdata[1].decode(view, at, length) }
    case rows.compat[0]:
      return { ...rest, compat: rows.compat[1].decode(view, at, length) }
    case rows.pad[0]:
    case rows.id[0]:
    case rows.positionId[0]:
    case rows.chainId[0]:
      return { ...rest }
    default:
      return { ...rest, unknown: [...(rest?.unknown ?? []), { type, bytes: hex.decode(view, at, length) }] }
  }
}
