import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence } from '../reading/rule-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { lossEvidence } from '../reading/where.ts'

/** Nobody answers who has the address of the next hop. */
export const neighbourFailed: Cause = {
  id: 'neighbour-failed',
  layer: 'link',
  symptom: 'Host unreachable after three seconds.',
  confirm: 'ip neigh shows FAILED for the next hop.',
  more: 'https://man7.org/linux/man-pages/man8/ip-neighbour.8.html',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    if (asked === null) return null
    const { asker, address, because, meant } = asked
    const { snapshot } = finding.scene
    const lost = because.find(({ rule }) => rule !== undefined) ?? because[0]
    const rule = lost?.rule
    const who = meant === undefined ? 'nobody has it' : `it is an address of ${deviceWords(meant.device)}`
    return {
      summary: `Nobody answers for ${address} on ${deviceWords(asker)} (${who}): ${packetWords(finding)} is not sent.`,
      evidence: [
        linkEvidence(asker, `${address} dev ${asker.name} FAILED`),
        ...(lost === undefined ? [] : [rule === undefined ? lossEvidence(lost) : ruleEvidence(rule, snapshot)]),
      ],
      remedy: [
        rule === undefined
          ? `# see who answers: ${commandIn(asker.space, `arping -c 3 -I ${shellWord(asker.name)} ${address}`)}`
          : removalOf(rule, snapshot),
      ],
      ...(rule === undefined ? {} : { rule }),
    }
  },
}
