import { eachAttribute, type UnknownAttribute } from '../../wire/attributes.ts'
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

/** NFT_MSG_GETRULE. There are thousands: each attribute is looked at by hand, by the numbers of the table. */
export const ruleAnswer = readAs<RuleAnswer>(message, (target, view, at, length) => {
  const { family, resourceId } = nfgenmsg.decode(view, at, length)
  const answer = target as { -readonly [K in keyof RuleAnswer]: RuleAnswer[K] }
  let handle: Count = 0
  let expressions: readonly Expression[] = []
  let rest: { -readonly [K in keyof NftRule]?: NftRule[K] } | undefined
  let unknown: UnknownAttribute[] | undefined
  const read = (type: number, start: number, size: number): void => {
    switch (type) {
      case rows.table[0]:
        answer.table = rows.table[1].decode(view, start, size)
        break
      case rows.chain[0]:
        answer.chain = rows.chain[1].decode(view, start, size)
        break
      case rows.handle[0]:
        handle = rows.handle[1].decode(view, start, size)
        break
      case rows.position[0]:
        rest = { ...rest, position: rows.position[1].decode(view, start, size) }
        break
      case rows.expressions[0]:
        expressions = expressionsAt(view, start, size, family)
        break
      case rows.userdata[0]:
        rest = { ...rest, ...rows.userdata[1].decode(view, start, size) }
        break
      case rows.compat[0]:
        rest = { ...rest, compat: rows.compat[1].decode(view, start, size) }
        break
      case rows.pad[0]:
      case rows.id[0]:
      case rows.positionId[0]:
      case rows.chainId[0]:
        break
      default:
        unknown ??= []
        unknown.push({ type, bytes: hex.decode(view, start, size) })
    }
  }
  try {
    eachAttribute(view, { at: at + nfgenmsg.size, length: length - nfgenmsg.size }, read)
  } catch (error) {
    throw error instanceof DecodeError ? error.within(`${message.name} ${handle}`) : error
  }
  answer.family = family
  answer.resourceId = resourceId
  answer.rule = { handle, ...rest, expressions, ...(unknown && { unknown }) }
})
