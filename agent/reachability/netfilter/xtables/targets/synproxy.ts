import { kernelSender, tcpAnswerTo } from '../../../packet/build.ts'
import { ACK, FIN, RST, SYN, tcpFlagsOf } from '../../../packet/fields.ts'
import type { Target } from './target.ts'

/**
 * SYNPROXY (synproxy_tg4, synproxy_tg6; net/netfilter/nf_synproxy_core.c): it answers a SYN in the place of the server, which hears
 * of the connection only after the client has acknowledged. What the server says then, the client has no part in any more.
 */
export const synproxy = (): Target => (context) => {
  const { packet, trial, space } = context
  const flags = tcpFlagsOf(packet) & (SYN | ACK | FIN | RST)
  if (flags === SYN) {
    const answer = tcpAnswerTo(packet, { label: `reply to ${packet.label}`, flags: SYN | ACK, sender: kernelSender })
    // As the SYN: mostly untracked.
    answer.connection = packet.connection
    trial.toSend.push({ space, packet: answer })
    return 'stolen'
  }
  return flags === ACK ? 'stolen' : 'continue'
}
