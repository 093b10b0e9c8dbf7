import type { Loss } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { blameRule } from '../reading/blame-rule.ts'
import { stoppedByRule } from '../reading/stopped-by-rule.ts'

/** A rule of ebtables, arptables, or of nf_tables' families for them drops the frame. */
export const l2Filter: Cause = {
  id: 'l2-filter',
  layer: 'netfilter',
  symptom: 'Timeout or host unreachable within one bridge, while no rule of iptables counts anything.',
  confirm:
    'nft list ruleset shows tables of the families bridge or arp; ebtables -L --Lc and arptables -L -v their counters.',
  more: 'https://wiki.nftables.org/wiki-nftables/index.php/Bridge_filtering',
  explain: (finding) => {
    const loss = filteredFrame(finding)
    const stopped = loss === null ? null : stoppedByRule({ ...finding, loss })
    if (loss === null || stopped === null) return null
    const because =
      loss === finding.loss ? 'it looks at frames, not at routed packets' : 'so nobody learns the hardware address'
    return blameRule(finding, stopped, { because })
  },
}

const isOfFrames = ({ reason, rule }: Loss): boolean =>
  (reason === 'filtered' || reason === 'rejected') && (rule?.table.family === 'bridge' || rule?.table.family === 'arp')

const filteredFrame = (finding: Finding): Loss | null => {
  const { loss } = finding
  if (loss !== null && isOfFrames(loss)) return loss
  return askedNeighbour(finding)?.because.find(isOfFrames) ?? null
}
