import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { crossingOf, frameDestination, nodeBehind, overlayLosses } from '../reading/vxlan.ts'

export const overlayFdbMissing: Cause = {
  id: 'overlay-fdb-missing',
  layer: 'overlay',
  symptom: 'Tasks on different nodes time out, those on one node do not.',
  confirm: '`bridge fdb show dev vxlan0` in the namespace of the network has no entry MAC … dst NODE.',
  more: 'https://github.com/moby/moby/issues/52661',
  explain: (finding) => {
    const loss = overlayLosses(finding).find(
      ({ reason, device }) => reason === 'vxlan-no-remote' && device !== undefined,
    )
    const device = loss?.device
    if (loss === undefined || device === undefined || crossingOf(loss.packet) !== null) return null
    const mac = frameDestination(loss) ?? ''
    const node = nodeBehind(finding.scene, mac, device)
    return {
      summary: `${device.name} of ${device.space.title} does not know behind which node ${mac} is: ${packetWords(finding)} is not sent to any.`,
      evidence: [linkEvidence(device, `bridge fdb show dev ${device.name}: no entry for ${mac}`)],
      remedy: [
        ...(node?.address === undefined
          ? []
          : [
              commandIn(
                device.space,
                `bridge fdb append ${mac} dev ${shellWord(device.name)} dst ${node.address} self permanent`,
              ),
            ]),
        '# or let the node join the network anew: restart the task there',
      ],
    }
  },
}
