import { IPPROTO_UDP } from '../../../packet/packet.ts'
import type { Operation } from '../machine.ts'
import { registerAt, spoil } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/** The longest value that is loaded. */
const longest = 64

/** What is inside a tunnel's packet (nft_inner_eval, net/netfilter/nft_inner.c). Only UDP has some; we do not look inside. */
export const inner = ({ expression }: ExpressionOf<'inner'>): Operation => {
  const dreg = expression !== undefined && 'dreg' in expression ? expression.dreg : undefined
  const length = expression?.kind === 'payload' ? (expression.length ?? 4) : 4
  const to = registerAt(dreg)
  const taint = { unknown: 'what is in the packet inside the tunnel', values: null }
  return (machine) => {
    const { packet, registers } = machine
    if (!machine.hasTransport || machine.isLaterFragment || packet.protocol !== IPPROTO_UDP) return 'break'
    spoil(registers, to, Math.min(length, longest - to), taint)
    return null
  }
}
