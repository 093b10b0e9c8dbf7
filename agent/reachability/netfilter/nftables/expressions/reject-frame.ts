import { isGroupAddress } from '../../../link/hardware-address.ts'
import { icmpErrorFor, resetFor } from '../../../packet/build.ts'
import { destinationOf, fragmentOffsetOf, isIcmpError } from '../../../packet/fields.ts'
import type { Machine } from '../machine.ts'

/**
 * The answer to a frame, in the name of who it was for, sent back by the port where the frame came in (nf_reject_skb_v4_unreach and
 * nft_reject_br_send_v4_unreach and their like, net/bridge/netfilter/nft_reject_bridge.c). @param error null: a reset of TCP
 */
export const answerFrame = (machine: Machine, error: { readonly type: number; readonly code: number } | null): void => {
  const { packet, state } = machine
  const { link } = packet
  if (link === null || isGroupAddress(link.destination) || fragmentOffsetOf(packet) > 0 || isIcmpError(packet)) return
  const other = state.in?.joined
  if (other === undefined || other === null || other === 'unknown') return
  const answer = error === null ? resetFor(packet) : icmpErrorFor(packet, { ...error, source: destinationOf(packet) })
  if (answer === null) return
  answer.sender = null
  answer.link = { source: link.destination, destination: link.source }
  state.trial.frames.push({ device: other, packet: answer })
}
