import type { Loss } from '../../trial.ts'
import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { lossEvidence } from '../reading/where.ts'

/** Something of netfilter drops that is no rule which the snapshot shows. */
export const droppedWithoutRule: Cause = {
  id: 'dropped-without-rule',
  layer: 'netfilter',
  symptom: 'Time out.',
  confirm: 'Ask again as root: `netloupe` needs CAP_NET_ADMIN to read rules.',
  more: 'https://man7.org/linux/man-pages/man7/capabilities.7.html',
  explain: (finding) => {
    const because = askedNeighbour(finding)?.because ?? []
    const loss = [...(finding.loss === null ? [] : [finding.loss]), ...because].find(isDropped)
    if (loss === undefined) return null
    const { space } = loss
    return {
      summary: `${spaceWords(space)} drops ${packetWords(finding)}, by no rule that can be named: ${loss.fact()}.`,
      evidence: [lossEvidence(loss)],
      remedy: space.missing.size > 0 ? ['# run netloupe as root, so that it can read the rules'] : [],
    }
  },
}

const isDropped = ({ reason, rule }: Loss): boolean =>
  rule === undefined && (reason === 'filtered' || reason === 'rejected')
