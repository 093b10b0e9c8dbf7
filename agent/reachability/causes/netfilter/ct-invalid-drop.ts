import type { Loss } from '../../trial.ts'
import type { Cause } from '../cause.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { removalOf } from '../reading/rule-words.ts'
import { ofRule } from '../reading/stopped-by-rule.ts'
import { whereOf } from '../reading/where.ts'

export const ctInvalidDrop: Cause = {
  id: 'ct-invalid-drop',
  layer: 'netfilter',
  symptom: 'Time out, while both directions go different ways and only one of them goes through this host.',
  confirm: 'The counter of the rule rises; `conntrack -L` shows SYN_SENT [UNREPLIED], or nothing at all.',
  more: 'https://docs.kernel.org/networking/nf_conntrack-sysctl.html',
  explain: ofRule((stopped, finding) => {
    const { facts, loss } = stopped
    if (facts.states?.not !== false || !facts.states.value.includes('invalid')) return null
    const { space } = loss
    const why = invalidBecause(loss)
    return blameRule(finding, stopped, {
      because: 'connection tracking takes the packet for invalid, as it did not see what came before',
      evidence: why === null ? [] : [{ where: `${whereOf(space)}, conntrack`, fact: why, object: space.key }],
      remedy: [
        '# let both directions of the connection go through the same host',
        removalOf(stopped.rule, finding.scene.snapshot),
      ],
    })
  }),
}

const invalidBecause = ({ packet }: Loss): string | null => {
  for (let at = packet.trail; at !== null; at = at.earlier) if (at.step.kind === 'conntrack') return at.step.detail()
  return null
}
