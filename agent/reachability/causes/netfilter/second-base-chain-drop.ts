import type { RuleReference } from '../../netfilter/rule-reference.ts'
import type { Cause } from '../cause.ts'
import { acceptCommands } from '../reading/accept-commands.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { removalOf, ruleEvidence } from '../reading/rule-words.ts'
import { ofRule, type StoppedByRule } from '../reading/stopped-by-rule.ts'

export const secondBaseChainDrop: Cause = {
  id: 'second-base-chain-drop',
  layer: 'netfilter',
  symptom: 'Time out, although iptables accepts it: another table of nftables has the last word at the same hook.',
  confirm: '`nft list hooks`, and `nft list ruleset` for more chains of type filter at that hook.',
  more: 'https://github.com/canonical/lxd/issues/8716',
  explain: ofRule((stopped, finding) => {
    if (stopped.rule.kind !== 'nft' || stopped.blamed.backend !== 'nftables') return null
    const accepting = acceptedBefore(stopped)
    if (accepting === null) return null
    const { snapshot } = finding.scene
    return blameRule(finding, stopped, {
      because: `${accepting.table.name} ${accepting.chain.name} accepts it before, but each base chain of the hook has to`,
      evidence: [ruleEvidence(accepting, snapshot)],
      remedy: [...acceptCommands(stopped, finding), `# or: ${removalOf(stopped.rule, snapshot)}`],
    })
  }),
}

/** The rule, or the policy, of another table that let the packet pass at the same hook. */
const acceptedBefore = ({ rule, loss: { packet } }: StoppedByRule): RuleReference | null => {
  for (let at = packet.trail; at !== null && at.step.kind !== 'hook'; at = at.earlier) {
    const { step } = at
    if (step.rule === undefined || step.looked === true || step.rule.table === rule.table) continue
    const detail = step.detail()
    if (detail === 'accept' || detail === 'policy accept') return step.rule
  }
  return null
}
