import { policyName } from '../../ipsec/policy-text.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { lossEvidence } from '../reading/where.ts'

/** A policy of IPsec blocks a packet, or takes it only encrypted. */
export const xfrmBlocks: Cause = {
  id: 'xfrm-blocks',
  layer: 'routing',
  symptom: 'Operation not permitted for who sends there; timeout for all others.',
  confirm:
    'ip xfrm policy shows it; XfrmInPolBlock, XfrmInTmplMismatch and XfrmOutPolBlock count in /proc/net/xfrm_stat.',
  more: 'https://man7.org/linux/man-pages/man8/ip-xfrm.8.html',
  explain: (finding) => {
    const { loss } = finding
    if (loss?.reason !== 'xfrm-blocked' || loss.policy === undefined) return null
    const { space, policy } = loss
    const isBlocking = policy.action === 'block'
    const why = isBlocking ? 'blocks it' : 'takes it only encrypted, and it comes without'
    return {
      summary: `${spaceWords(space)} drops ${packetWords(finding)}: an IPsec policy (dir ${policy.direction}) ${why}.`,
      evidence: [lossEvidence(loss)],
      remedy: [
        ...(isBlocking ? [] : ['# or let the sender encrypt it: compare ip xfrm policy and ip xfrm state of both']),
        commandIn(space, `ip xfrm policy delete ${policyName(policy)}`),
      ],
    }
  },
}
