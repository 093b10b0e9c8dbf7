import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'
import { overlayLosses, remoteEntries } from '../reading/vxlan.ts'

/** A VXLAN takes no frame of a sender whose entry leads to another node, and does not change (vxlan_snoop, drivers/net/vxlan/vxlan_core.c). */
export const vxlanSourceElsewhere: Cause = {
  id: 'vxlan-source-elsewhere',
  layer: 'overlay',
  symptom: 'A task that moved to another node is not heard (timeout, or host unreachable); new ones there are.',
  confirm:
    'bridge fdb show dev VXLAN has its hardware address, permanent or static, with the node where it was before.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    for (const { reason, device, packet, fact } of overlayLosses(finding)) {
      const source = packet.link?.source
      if (reason !== 'vxlan-no-remote' || device === undefined || source === undefined) continue
      const entry = remoteEntries(device).find(({ address }) => address === source)
      if (entry === undefined) continue
      const shown = `${source} dev ${device.name} dst ${entry.destination} self`
      return {
        summary: `${device.name} of ${device.space.title} drops ${packetWords(finding)}: ${fact()}.`,
        evidence: [linkEvidence(device, `${shown}${(entry.state & NUD_PERMANENT) === 0 ? ' static' : ' permanent'}`)],
        remedy: [
          commandIn(
            device.space,
            `bridge fdb del ${source} dev ${shellWord(device.name)} dst ${entry.destination} self`,
          ),
        ],
      }
    }
    return null
  },
}

/** linux/neighbour.h */
const NUD_PERMANENT = 0x80
