import { destinationOf } from '../../packet/fields.ts'
import { isOnLink } from '../../routing/on-link.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressesOn } from '../reading/holders.ts'
import { legsOf } from '../reading/legs.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { segmentOf } from '../reading/segment.ts'

/** A bridge is down: its ports forward nothing, and the host has no route to its subnet. */
export const bridgeDown: Cause = {
  id: 'bridge-down',
  layer: 'link',
  symptom:
    'Containers of one network do not reach each other (host unreachable), nor the host them (network unreachable).',
  confirm: 'ip link shows the bridge without UP.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => {
    const bridge = downBridge(finding)
    if (bridge === null) return null
    return {
      summary: `The bridge ${deviceWords(bridge)} is down: ${packetWords(finding)} cannot pass.`,
      evidence: [linkEvidence(bridge)],
      remedy: [setLink(bridge, 'up')],
    }
  },
}

const isDownBridge = (device: Device | null | undefined): device is Device => device?.kind === 'bridge' && !device.isUp

const downBridge = (finding: Finding): Device | null => {
  const { loss } = finding
  if (loss === null) return null
  switch (loss.reason) {
    case 'bridge-down':
      return loss.device?.master ?? loss.device ?? null
    case 'no-route':
    case 'beyond-uplink':
    case 'device-down':
    case 'neighbour-failed':
    case 'no-carrier':
      break
    default:
      return null
  }
  const asked = askedNeighbour(finding)
  const near = [loss.device, asked?.asker, asked?.meant?.device, ...legsOf(finding).map(({ outer }) => outer)]
  const found = near.map((device) => (device == null ? null : segmentOf(device))).find(isDownBridge)
  if (found !== undefined) return found
  if (loss.reason === 'neighbour-failed') return null
  const destination = destinationOf(loss.packet)
  const covers = (device: Device): boolean => addressesOn(device).some((one) => isOnLink(one, destination))
  return [...loss.space.devices.values()].find((device) => isDownBridge(device) && covers(device)) ?? null
}
