import { redirect } from '../../nat/redirect.ts'
import { contextOf, dropped, type Operation } from '../machine.ts'
import type { ExpressionOf } from './kinds.ts'
import { mapped, rangeOf } from './nat-range.ts'

/** Translates the destination to the host itself (nft_redir_eval, net/netfilter/nft_redir.c). */
export const redir =
  (expression: ExpressionOf<'redir'>): Operation =>
  (machine) => {
    const range = rangeOf(machine, expression, 'ipv4')
    return range === null ? dropped('program') : mapped(machine, redirect(contextOf(machine), range))
  }
