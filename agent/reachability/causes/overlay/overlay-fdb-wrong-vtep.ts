import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { misled } from '../reading/misled.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'

export const overlayFdbWrongVtep: Cause = {
  id: 'overlay-fdb-wrong-vtep',
  layer: 'overlay',
  symptom: 'A task times out from some nodes, mostly after it moved.',
  confirm: '`bridge fdb show dev vxlan0` has another dst for its MAC than the node that runs the task.',
  more: 'https://github.com/moby/moby/issues/49908',
  explain: (finding) => {
    const found = misled(finding)
    if (found === null) return null
    const { device, mac, remote, node } = found
    const right = node.address ?? 'NODE'
    return {
      summary: `${device.name} of ${device.space.title} sends what is for ${mac} to the node ${remote}, but it is behind ${right} (${spaceWords(node.underlay)}): ${packetWords(finding)} goes to the wrong node.`,
      evidence: [
        linkEvidence(device, `${mac} dev ${device.name} dst ${remote} self permanent`),
        linkEvidence(node.vxlan),
      ],
      remedy: [
        commandIn(device.space, `bridge fdb replace ${mac} dev ${shellWord(device.name)} dst ${right} self permanent`),
      ],
    }
  },
}
