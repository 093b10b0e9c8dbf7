import { blamedRule, factsOfRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import { destinationOf, destinationPortOf } from '../../packet/fields.ts'
import type { Loss } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { packetWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'
import { whereOf } from '../reading/where.ts'

/** All ports that a rule of source NAT may give are taken by connections to the same destination. */
export const snatPortsExhausted: Cause = {
  id: 'snat-ports-exhausted',
  layer: 'nat',
  symptom: 'New connections from containers to one destination time out, those to others do not.',
  confirm:
    '`conntrack -L -d DESTINATION | wc -l` is the number of ports of the rule; insert_failed of `conntrack -S` rises.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'nat-exhausted') return null
    const rule = sourceRule(loss, finding)
    if (rule === null) return null
    const { snapshot } = scene
    const taken = flowsTo(loss)
    const ports = `${destinationOf(loss.packet)} port ${destinationPortOf(loss.packet)}`
    return {
      summary: `${ruleWords(rule, blamedRule(rule, snapshot))} has no port left for ${packetWords(finding)}: ${taken} connections to ${ports} have them.`,
      evidence: [
        ruleEvidence(rule, snapshot),
        { where: `${whereOf(loss.space)}, conntrack -L`, fact: `${taken} entries to ${ports}`, object: loss.space.key },
      ],
      remedy: [
        '# give the rule more ports or more addresses (--to-source FIRST-LAST), or let connections be used again',
        `# without the rule there is no translation: ${removalOf(rule, snapshot)}`,
      ],
      rule,
    }
  },
}

/** The rule that was to translate the source: the last such one that the packet met. */
const sourceRule = ({ packet }: Loss, { scene: { snapshot } }: Finding): RuleReference | null => {
  for (let at = packet.trail; at !== null; at = at.earlier) {
    const { rule, looked } = at.step
    if (rule === undefined || looked === true) continue
    const kind = factsOfRule(rule, snapshot).translation?.kind
    if (kind === 'snat' || kind === 'masquerade' || kind === 'netmap') return rule
  }
  return null
}

const flowsTo = ({ space, packet }: Loss): number => {
  const [address, port] = [destinationOf(packet), destinationPortOf(packet)]
  const entries = space.flows?.entries ?? []
  return entries.filter(({ original }) => original.destination === address && original.destinationPort === port).length
}
