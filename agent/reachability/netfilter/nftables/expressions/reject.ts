import { sendIcmpError } from '../../../errors/icmp-error.ts'
import { sendReset } from '../../../errors/reset.ts'
import { dropped, ipFamilyOf, type Operation } from '../machine.ts'
import type { ExpressionOf } from './kinds.ts'
import { answerFrame } from './reject-frame.ts'

/** Types of `destination unreachable`, linux/icmp.h and linux/icmpv6.h. */
const ICMP_UNREACHABLE = 3
const ICMPV6_UNREACHABLE = 1

/** Codes of NFT_REJECT_ICMPX_*: no route, port, host, administratively prohibited (net/netfilter/nft_reject.c). */
const icmpxCodes = { ipv4: [0, 3, 1, 13], ipv6: [0, 4, 3, 1] } as const

const rejected = dropped('rejected')

/** Tells the sender, then the packet ends (nft_reject_inet.c, nft_reject_ipv4.c, nft_reject_bridge.c, nft_reject_netdev.c). */
export const reject = ({ type, icmpCode = 0 }: ExpressionOf<'reject'>): Operation => {
  return (machine) => {
    const { trial, space, family: hookFamily } = machine.state
    const { packet } = machine
    const family = ipFamilyOf(machine)
    if (family === null) return rejected
    const code = type === 'icmpx' ? (icmpxCodes[family][icmpCode] ?? 0) : icmpCode
    const error = { type: family === 'ipv4' ? ICMP_UNREACHABLE : ICMPV6_UNREACHABLE, code }
    const isReset = type === 'tcp-reset'
    // Below IP the answer goes back by the port where the packet came in.
    if (hookFamily === 'bridge' || hookFamily === 'netdev') answerFrame(machine, isReset ? null : error)
    else if (isReset) sendReset(trial, space, packet)
    else sendIcmpError(trial, space, packet, error)
    return rejected
  }
}
