import type { Cause, Explanation, Finding } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { dockerRulesOf } from '../reading/docker-rules.ts'
import { missingRules } from '../reading/missing-rules.ts'
import { isEngines } from '../reading/networks-of.ts'
import { stoppedByRule } from '../reading/stopped-by-rule.ts'

export const rulesFlushed: Cause = {
  id: 'rules-flushed',
  layer: 'netfilter',
  symptom:
    'Containers reach nothing outside, and nobody reaches published ports, but for the host itself through a proxy.',
  confirm: '`iptables-save` has no jump to a chain of Docker, although `docker network ls` shows networks.',
  more: 'https://github.com/moby/moby/issues/12294',
  explain: (finding) => droppedByPolicy(finding) ?? withoutRules(finding),
}

/** Of Docker's rules only the policy is left that it set. */
const droppedByPolicy = (finding: Finding): Explanation | null => {
  const stopped = stoppedByRule(finding)
  if (stopped === null || !stopped.isPolicy || stopped.hook !== 'forward') return null
  const { snapshot } = finding.scene
  const { space } = stopped.loss
  if (!isEngines(space, snapshot) || !snapshot.networks.some(({ bridge }) => bridge !== undefined)) return null
  if (dockerRulesOf(space).filters) return null
  return blameRule(finding, stopped, {
    because: "none of Docker's rules is in force any more, and the policy is what is left of them",
    remedy: [restartEngine(snapshot)],
  })
}

const withoutRules = (finding: Finding): Explanation | null => {
  const missing = missingRules(finding)
  if (missing === null || !missing.hasChains) return null
  return {
    summary: `Somebody flushed the rules of Docker: ${missing.words}.`,
    evidence: [missing.evidence],
    remedy: [restartEngine(finding.scene.snapshot)],
  }
}
