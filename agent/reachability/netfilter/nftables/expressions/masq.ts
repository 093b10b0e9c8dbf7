import { masquerade } from '../../nat/masquerade.ts'
import { contextOf, dropped, type Operation } from '../machine.ts'
import type { ExpressionOf } from './kinds.ts'
import { mapped, rangeOf } from './nat-range.ts'

/** Translates the source to that of the device that the packet leaves by (nft_masq_eval, net/netfilter/nft_masq.c). */
export const masq =
  (expression: ExpressionOf<'masq'>): Operation =>
  (machine) => {
    const range = rangeOf(machine, expression, 'ipv4')
    return range === null ? dropped('program') : mapped(machine, masquerade(contextOf(machine), range))
  }
