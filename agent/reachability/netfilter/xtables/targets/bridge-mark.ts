import { bridgeEnd } from './bridge-end.ts'
import type { InfoOf } from './info-of.ts'
import type { TargetOf } from './target.ts'

const operations: { readonly [name: string]: (old: number, value: number) => number } = {
  set: (_, value) => value,
  or: (old, value) => old | value,
  and: (old, value) => old & value,
  xor: (old, value) => old ^ value,
}

/** mark of ebtables (ebt_mark_tg, net/bridge/netfilter/ebt_mark.c). The packet takes 32 bits of the value. */
export const bridgeMark: TargetOf<InfoOf<'bridgeMark'>> = ({ mark, operation, verdict }) => {
  const value = Number(BigInt.asUintN(32, BigInt(mark)))
  const change = operations[operation]
  return (context) => {
    const { packet } = context
    if (change !== undefined) packet.mark = change(packet.mark, value) >>> 0
    return bridgeEnd(context, verdict, 'mark')
  }
}
