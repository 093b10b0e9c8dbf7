import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { overlayLosses } from '../reading/vxlan.ts'

export const overlayNeighMissing: Cause = {
  id: 'overlay-neigh-missing',
  layer: 'overlay',
  symptom: 'No route to host after three seconds for a task on another node.',
  confirm: '`ip neigh show dev vxlan0` in the namespace of the network has no entry for its address.',
  more: 'https://docs.docker.com/engine/network/drivers/overlay/',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    const device = overlayLosses(finding).find(
      ({ reason, device: at }) => reason === 'arp-ignored' && at?.kind === 'vxlan',
    )?.device
    if (asked === null || device === undefined) return null
    const { address } = asked
    const mac = asked.meant?.device.mac ?? null
    return {
      summary: `${device.name} of ${device.space.title}, which answers for the tasks of other nodes, has no entry for ${address}: ${packetWords(finding)} is not sent.`,
      evidence: [linkEvidence(device, `ip neigh show dev ${device.name}: nothing for ${address}`)],
      remedy: [
        ...(mac === null
          ? []
          : [
              commandIn(
                device.space,
                `ip neigh replace ${address} lladdr ${mac} dev ${shellWord(device.name)} nud permanent`,
              ),
            ]),
        '# or let the node join the network anew: restart the task there',
      ],
    }
  },
}
