import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { maybeMisdirected, ownersOf } from '../reading/misdirected.ts'
import { packetWords } from '../reading/parties-words.ts'
import { isOnOneLink } from '../reading/segment.ts'

/** Two interfaces of one link have the same hardware address. */
export const duplicateMac: Cause = {
  id: 'duplicate-mac',
  layer: 'link',
  symptom: 'Timeouts that come and go: the bridge takes one for the other.',
  confirm: 'ip link shows the same link/ether for both; bridge fdb show has it on the port of the other.',
  more: 'https://github.com/moby/moby/issues/47211',
  explain: (finding) => {
    const [one, other] = twins(finding)
    if (one === undefined || other === undefined) return null
    return {
      summary: `${deviceWords(one)} and ${deviceWords(other)} have the same hardware address ${one.mac}: ${packetWords(finding)} gets lost between them.`,
      evidence: [one, other].map((device) => linkEvidence(device, `${device.name} link/ether ${device.mac}`)),
      remedy: [
        setLink(other, `address ${another(other.mac ?? '')}`),
        '# for containers: create one of them again without --mac-address',
      ],
    }
  },
}

const twins = (finding: Finding): readonly Device[] => {
  const { loss, scene, source, target } = finding
  const asked = askedNeighbour(finding)
  if (loss === null || (asked === null && !maybeMisdirected(loss))) return []
  const link = loss.packet.link
  const macs = [link?.destination, link?.source, asked?.asker.mac, asked?.meant?.device.mac]
  for (const mac of new Set(macs)) {
    if (mac == null) continue
    const owners = ownersOf(scene, mac)
    for (const one of owners)
      for (const other of owners)
        if (one !== other && one.isUp && other.isUp && isOnOneLink(one, other))
          // Whom nobody asked for is the one to change.
          return other.space === source || other.space === target ? [other, one] : [one, other]
  }
  return []
}

/** A locally administered address that differs in one bit. */
const another = (mac: string): string => {
  const last = Number.parseInt(mac.slice(-2), 16) ^ 0x80
  return `${mac.slice(0, -2)}${last.toString(16).padStart(2, '0')}`
}
