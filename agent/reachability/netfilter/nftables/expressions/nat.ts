import { netmap } from '../../nat/netmap.ts'
import { setUpNat } from '../../nat/set-up.ts'
import { contextOf, dropped, isForFamily, NFPROTO_IPV6, type Operation } from '../machine.ts'
import type { ExpressionOf } from './kinds.ts'
import { mapped, rangeOf } from './nat-range.ts'

/** Translates one end of the connection (nft_nat_eval, nft_nat_inet_eval; net/netfilter/nft_nat.c). */
export const nat = (expression: ExpressionOf<'nat'>): Operation => {
  const { type, family, flags = [] } = expression
  const manip = type === 'snat' ? 'source' : 'destination'
  const isNetmap = flags.includes('netmap')
  return (machine) => {
    if (!isForFamily(machine, family)) return null
    const range = rangeOf(machine, expression, machine.protocolFamily === NFPROTO_IPV6 ? 'ipv6' : 'ipv4')
    if (range === null) return dropped('program')
    const context = contextOf(machine)
    return mapped(machine, isNetmap ? netmap(context, range, manip) : setUpNat(context, range, manip))
  }
}
