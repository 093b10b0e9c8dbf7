import type { Operation } from '../machine.ts'
import { putByte, registerAt } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/**
 * What a tunnel without an id of its own said of the packet (nft_tunnel_get_eval, net/netfilter/nft_tunnel.c). The packets of a
 * walk carry nothing of the kind.
 */
export const tunnel = ({ key, dreg }: ExpressionOf<'tunnel'>): Operation => {
  const to = registerAt(dreg)
  if (key !== 'path') return () => 'break'
  return ({ registers }) => {
    putByte(registers, to, 0)
    return null
  }
}
