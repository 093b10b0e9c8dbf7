import type { NetlinkConnection } from '../../netlink/connection.ts'
import { eachAttribute } from '../../wire/attributes.ts'
import { DecodeError } from '../../wire/error.ts'
import type { Count } from '../../wire/shape.ts'
import { nfgenmsg, nfgenmsgBytes } from '../nfnetlink.ts'
import { readAs } from './answer.ts'
import type { Counted } from './expressions/counter.ts'
import { counterIn } from './expressions/expression-list.ts'
import { type Family, familyNumber } from './families.ts'
import { rule as message, ruleRows as rows } from './messages/rule.ts'
import { nameBytes } from './names.ts'

interface CountedRule {
  readonly table?: string
  readonly handle: Count
  /** Null for a rule that does not count. */
  readonly counted: Counted | null
}

const countedRule = readAs<CountedRule>(message, (target, view, at, length) => {
  let counted: Counted | null = null
  target['handle'] = 0
  try {
    eachAttribute(view, { at: at + nfgenmsg.size, length: length - nfgenmsg.size }, (type, start, size) => {
      if (type === rows.table[0]) target['table'] = rows.table[1].decode(view, start, size)
      else if (type === rows.handle[0]) target['handle'] = rows.handle[1].decode(view, start, size)
      else if (type === rows.expressions[0])
        eachAttribute(view, { at: start, length: size }, (_type, from, bytes) => {
          counted = counterIn(view, from, bytes) ?? counted
        })
    })
  } catch (error) {
    throw error instanceof DecodeError ? error.within(message.name) : error
  }
  target['counted'] = counted
})

/**
 * Packets and bytes of the rules of one table that count, by handle; nothing else of them is decoded. Of several counters in a
 * rule the last, which counts the packets that its verdict is for. A table that is gone has none.
 * @param of as in the record of the table; not for a name that is no UTF-8
 * @throws KernelError, DecodeError
 */
export const readRuleCounters = (
  connection: NetlinkConnection,
  of: { readonly family: Family; readonly table: string },
): ReadonlyMap<Count, Counted> => {
  const raw = Buffer.from(of.table).toString('latin1')
  const { records, malformed } = connection.dump(countedRule, {
    header: nfgenmsgBytes(familyNumber(of.family)),
    attributes: [[rows.table[0], nameBytes(raw)]],
  })
  for (const error of malformed) throw error
  const counters = new Map<Count, Counted>()
  // Kernels before 4.10 answer with all tables of the family.
  for (const { handle, table, counted } of records)
    if (counted !== null && table === raw) counters.set(handle, { packets: counted.packets, bytes: counted.bytes })
  return counters
}
