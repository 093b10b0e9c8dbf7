import { destinationOf } from '../../packet/fields.ts'
import { ETH_P_ARP } from '../../packet/packet.ts'
import type { Cause, Finding } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressText, type Holder, holdersOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { isOnOneLink } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'

/** Two hosts of one link have the same address, and the wrong one answers. */
export const duplicateIp: Cause = {
  id: 'duplicate-ip',
  layer: 'link',
  symptom: 'Now it works, now it is refused: another one answers.',
  confirm: 'arping shows two hardware addresses for one address.',
  more: 'https://www.rfc-editor.org/rfc/rfc5227',
  explain: (finding) => {
    const found = rivals(finding)
    if (found === null) return null
    const { taken, meant, address } = found
    const { record, device } = taken
    return {
      summary: `${deviceWords(device)} has the address ${address} of ${deviceWords(meant.device)}, too: ${packetWords(finding)} goes to the wrong one.`,
      evidence: [taken, meant].map((one) =>
        linkEvidence(one.device, `${addressText(one)}, link/ether ${one.device.mac}`),
      ),
      remedy: [commandIn(device.space, `ip addr del ${address}/${record.prefixLength} dev ${shellWord(device.name)}`)],
    }
  },
}

const rivals = ({
  loss,
  scene,
  lostOn,
  source,
  target,
}: Finding): { taken: Holder; meant: Holder; address: string } | null => {
  if (loss === null || loss.packet.etherType === ETH_P_ARP) return null
  const address = destinationOf(loss.packet)
  const holders = holdersOf(scene, address)
  const taken = holders.find(({ device }) => device.space === loss.space)
  const wanted = lostOn === 'reply' ? source : target
  if (taken === undefined || holders.length < 2 || wanted === loss.space) return null
  const others = holders.filter(({ device }) => device.space !== loss.space && isOnOneLink(device, taken.device))
  const meant = others.find(({ device }) => device.space === wanted) ?? (wanted === null ? others[0] : undefined)
  return meant === undefined ? null : { taken, meant, address }
}
