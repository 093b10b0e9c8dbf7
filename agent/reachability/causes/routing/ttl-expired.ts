import { blamedRule } from '../../blame.ts'
import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Space } from '../../scene/space.ts'
import type { Step } from '../../trial.ts'
import type { Cause, Evidence, Finding } from '../cause.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { removalOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'
import { lossEvidence, spaceEvidence } from '../reading/where.ts'

/** A packet has passed as many routers as it may: a rule has set its TTL low, or routers send it in a circle. */
export const ttlExpired: Cause = {
  id: 'ttl-expired',
  layer: 'routing',
  symptom: 'Host unreachable at once; traceroute shows the same routers again and again.',
  confirm: 'A rule sets the TTL (TTL, HL, ip ttl set), or the routes of two hosts lead to each other.',
  more: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
  explain: (finding) => {
    const { loss, scene } = finding
    if (loss?.reason !== 'ttl-exceeded') return null
    const { steps, rule } = historyOf(finding)
    const where = lossEvidence(loss)
    const circle = steps.filter(({ kind }) => kind === 'route')
    const spaces = new Set(circle.map(({ space }) => space))
    if (rule !== null && circle.length <= spaces.size + 1)
      return {
        summary: `${ruleWords(rule, blamedRule(rule, scene.snapshot))} sets the TTL so low that ${packetWords(finding)} ends at ${spaceWords(loss.space)}.`,
        evidence: [ruleEvidence(rule, scene.snapshot), where],
        remedy: [removalOf(rule, scene.snapshot)],
        rule,
      }
    const round = [...spaces].filter((space) => circle.filter((step) => step.space === space).length > 2)
    const names = (round.length === 0 ? [loss.space] : round).map(spaceWords)
    return {
      summary: `${packetWords(finding)} goes round between ${names.join(' and ')} until its TTL is used up.`,
      evidence: [...round.map((space) => routeEvidence(space, circle)), where],
      remedy: ['# take away one of the routes that lead to each other, or let one of them say unreachable'],
    }
  },
}

const routeEvidence = (space: Space, circle: readonly Step[]): Evidence =>
  spaceEvidence(space, circle.find((step) => step.space === space)?.detail() ?? '')

/** What was decided about the packet, and the rule that set its TTL. */
const historyOf = ({ loss, scene }: Finding): { steps: readonly Step[]; rule: RuleReference | null } => {
  const steps: Step[] = []
  let rule: RuleReference | null = null
  for (let at = loss?.packet.trail ?? null; at !== null; at = at.earlier) {
    const { step } = at
    steps.push(step)
    if (
      step.rule !== undefined &&
      step.looked !== true &&
      rule === null &&
      setsTtl.test(blamedRule(step.rule, scene.snapshot).text)
    )
      rule = step.rule
  }
  return { steps, rule }
}

const setsTtl = /-j (TTL|HL)\b|\b(ttl|hoplimit) set\b/
