import { SYN, tcpFlagsOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP } from '../../../packet/packet.ts'
import type { Operation } from '../machine.ts'
import { registerAt, spoil } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

/** NFT_OSF_MAXGENRELEN */
const nameLength = 16

/** The sender's system by its SYN (nft_osf_eval, net/netfilter/nft_osf.c): the table of fingerprints is in no snapshot. */
export const osf = ({ dreg }: ExpressionOf<'osf'>): Operation => {
  const to = registerAt(dreg)
  const taint = { unknown: 'which system the fingerprint of its SYN is of', values: null }
  return (machine) => {
    const { packet, registers } = machine
    if (packet.protocol !== IPPROTO_TCP || !machine.hasTransport || machine.isLaterFragment) return 'break'
    if ((tcpFlagsOf(packet) & SYN) === 0) return 'break'
    spoil(registers, to, nameLength, taint)
    return null
  }
}
