import type { Cause } from '../cause.ts'
import { acceptCommands } from '../reading/accept-commands.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { removalOf } from '../reading/rule-words.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'

export const forwardPolicyDrop: Cause = {
  id: 'forward-policy-drop',
  layer: 'netfilter',
  symptom: 'Everything that has to leave its bridge times out.',
  confirm: '`iptables -S FORWARD | head -1` shows -P FORWARD DROP, and no rule accepts the packet.',
  more: 'https://github.com/moby/moby/issues/39439',
  explain: ofRule((stopped, finding) => {
    if (!stopped.isPolicy || stopped.hook !== 'forward') return null
    return blameRule(finding, stopped, {
      because: 'no rule before it accepts the packet',
      remedy: [
        ...acceptCommands(stopped, finding),
        `# or let everything through: ${removalOf(stopped.rule, finding.scene.snapshot)}`,
      ],
    })
  }),
}
