import { blamedRule } from '../../blame.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { programOf, ruleEvidence, ruleWords } from '../reading/rule-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { isCarrier, overlayLosses } from '../reading/vxlan.ts'

const stopped: ReadonlySet<LossReason> = new Set(['filtered', 'rejected'])

export const overlayPort4789Blocked: Cause = {
  id: 'overlay-port-4789-blocked',
  layer: 'overlay',
  symptom: 'Tasks on different nodes time out, those on one node do not.',
  confirm: 'The counter of a rule rises that drops udp port 4789; the vxlan of the other node receives nothing.',
  more: 'https://docs.docker.com/engine/swarm/networking/#firewall-considerations',
  explain: (finding) => {
    const loss = overlayLosses(finding).find((one) => stopped.has(one.reason) && isCarrier(one))
    if (loss?.rule === undefined) return null
    const { rule, space } = loss
    const { snapshot } = finding.scene
    const blamed = blamedRule(rule, snapshot)
    const port = destinationPortOf(loss.packet)
    const program = programOf(blamed)
    const chain = shellWord(rule.chain.name)
    return {
      summary: `${ruleWords(rule, blamed)} drops the packets of VXLAN (udp port ${port}) that carry ${packetWords(finding)} between the nodes.`,
      evidence: [ruleEvidence(rule, snapshot)],
      remedy: [
        commandIn(
          space,
          program === null
            ? `nft insert rule ${rule.table.family} ${shellWord(rule.table.name)} ${chain} udp dport ${port} accept`
            : `${program} -I ${chain} -p udp --dport ${port} -j ACCEPT`,
        ),
        `# ${spaceWords(space)} has to let udp port ${port} of all other nodes in`,
      ],
      rule,
    }
  },
}
