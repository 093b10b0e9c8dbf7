import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { liesOnAnother, lowerOf } from '../reading/segment.ts'

/** The device below a macvlan takes none of its frames: it is down. What a hypervisor or an access point filters, no snapshot shows. */
export const macvlanParentFiltered: Cause = {
  id: 'macvlan-parent-filtered',
  layer: 'link',
  symptom: 'A macvlan or ipvlan container reaches nobody.',
  confirm:
    'ip link on the host shows the parent interface without UP; in a VM also: promiscuous mode and forged transmits are refused.',
  more: 'https://docs.docker.com/engine/network/drivers/macvlan/',
  explain: (finding) => {
    const upper = ends(finding).find((device) => liesOnAnother(device) && device.isUp && !worksBelow(device))
    const lower = upper === undefined ? null : lowerOf(upper)
    if (upper === undefined || lower === null) return null
    return {
      summary: `${deviceWords(lower)}, on which ${deviceWords(upper)} lies, ${lower.isUp ? 'has no carrier' : 'is down'}: ${packetWords(finding)} is lost there.`,
      evidence: [linkEvidence(lower), linkEvidence(upper)],
      remedy: lower.isUp
        ? [`# see why ${lower.name} has no carrier: cable, switch, the other end`]
        : [setLink(lower, 'up')],
    }
  },
}

const worksBelow = (device: Device): boolean => {
  const lower = lowerOf(device)
  return lower === null || (lower.isUp && lower.hasCarrier)
}

const ends = (finding: Finding): readonly Device[] => {
  const { loss } = finding
  const asked = askedNeighbour(finding)
  if (asked !== null) return [asked.asker, ...(asked.meant === undefined ? [] : [asked.meant.device])]
  return loss?.device !== undefined && (loss.reason === 'no-carrier' || loss.reason === 'device-down')
    ? [loss.device]
    : []
}
