import { blamedRule } from '../../blame.ts'
import type { Cause } from '../cause.ts'
import { restartEngine } from '../reading/docker-command.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { ruleEvidence, ruleWords } from '../reading/rule-words.ts'
import { isCarrier, overlayLosses } from '../reading/vxlan.ts'

/** A node takes frames of the network only out of IPsec, and they come without: there is no state of XFRM for the pair of nodes. */
export const overlayEncryptionBroken: Cause = {
  id: 'overlay-encryption-broken',
  layer: 'overlay',
  symptom: 'Tasks on different nodes time out on an encrypted network, and do not on others.',
  confirm:
    '`ip xfrm state` and `ip xfrm policy` have nothing for the other node, or other SPIs; ESP (protocol 50) is blocked.',
  more: 'https://docs.docker.com/engine/network/drivers/overlay/#encryption',
  explain: (finding) => {
    const { snapshot } = finding.scene
    for (const loss of overlayLosses(finding)) {
      if (loss.rule === undefined || loss.reason !== 'filtered' || !isCarrier(loss)) continue
      const blamed = blamedRule(loss.rule, snapshot)
      // `-m policy --dir in --pol none`, and `meta secpath missing` of Docker's own tables.
      if (!/ policy .*--pol none|secpath missing|meta ipsec missing/.test(` ${blamed.text}`)) continue
      return {
        summary: `${ruleWords(loss.rule, blamed)} drops ${packetWords(finding)}: the network is encrypted, and this came without IPsec.`,
        evidence: [ruleEvidence(loss.rule, snapshot)],
        remedy: [
          `# compare both nodes: ip xfrm state; ip xfrm policy; let ESP (protocol 50) of the other node in to ${spaceWords(loss.space)}`,
          restartEngine(snapshot),
        ],
        rule: loss.rule,
      }
    }
    return null
  },
}
