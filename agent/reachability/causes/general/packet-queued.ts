import type { Cause } from '../cause.ts'
import { packetWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence } from '../reading/rule-words.ts'
import { lossEvidence } from '../reading/where.ts'

/** NFQUEUE, `queue`: a program of user space decides, and there is none, or it says no. */
export const packetQueued: Cause = {
  id: 'packet-queued',
  layer: 'netfilter',
  symptom: 'Time out while a program that looks at packets (an intrusion detection, a proxy) does not run, or says no.',
  confirm: '`cat /proc/net/netfilter/nfnetlink_queue` shows who listens at which queue.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'queued') return null
    const { rule } = loss
    return {
      summary: `A rule gives ${packetWords(finding)} to a program, which does not let it go on.`,
      evidence: [...(rule === undefined ? [] : [ruleEvidence(rule, scene.snapshot)]), lossEvidence(loss)],
      remedy: [
        '# start the program that listens at this queue',
        ...(rule === undefined ? [] : [removalOf(rule, scene.snapshot)]),
      ],
      ...(rule === undefined ? {} : { rule }),
    }
  },
}
