import { vxlanSettings, vxlansIn } from '../../link/tunnels/vxlan-ends.ts'
import { destinationPortOf } from '../../packet/fields.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { linkEvidence, linkText, setLink } from '../reading/link-facts.ts'
import { networkOfAddress } from '../reading/networks-of.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { segmentOf } from '../reading/segment.ts'
import { crossingOf, overlayLosses, vxlanBeside } from '../reading/vxlan.ts'

export const overlayVxlanDown: Cause = {
  id: 'overlay-vxlan-down',
  layer: 'overlay',
  symptom: 'Tasks on different nodes time out, or find no route to host.',
  confirm: '`ip link show type vxlan` in the namespace of the network does not show UP, or shows nothing.',
  more: 'https://docs.docker.com/engine/network/drivers/overlay/',
  explain: (finding) => {
    const device = downHere(finding) ?? downThere(finding)
    if (device !== null)
      return {
        summary: `${device.name} of ${spaceWords(device.space)} is down: ${packetWords(finding)} cannot pass between the nodes.`,
        evidence: [linkEvidence(device)],
        remedy: [
          setLink(device, 'up'),
          '# it lost its neighbours when it went down: restart the tasks of the network on this node, so that it learns them anew',
        ],
      }
    const bridge = withoutVxlan(finding)
    if (bridge === null) return null
    return {
      summary: `The bridge ${bridge.name} of ${spaceWords(bridge.space)}, which is that of an overlay network, has no VXLAN: ${packetWords(finding)} cannot leave this node.`,
      evidence: [linkEvidence(bridge, `${linkText(bridge)}, no port of kind vxlan`)],
      remedy: ['# restart the tasks of the network on this node, or its Docker engine: systemctl restart docker'],
    }
  },
}

/** The VXLAN on the bridge of who asks. */
const downHere = (finding: Finding): Device | null => {
  const asked = askedNeighbour(finding)
  const { loss } = finding
  const near =
    asked?.asker ?? (loss?.reason === 'device-down' || loss?.reason === 'bridge-no-flood' ? loss.device : undefined)
  if (near === undefined) return null
  if (near.kind === 'vxlan') return near.isUp ? null : near
  const vxlan = vxlanBeside(near)
  return vxlan === null || vxlan.isUp || asked?.near[0] !== undefined ? null : vxlan
}

/** The one for which a carrying packet was meant. */
const downThere = (finding: Finding): Device | null => {
  for (const { packet, space, reason } of overlayLosses(finding)) {
    const crossing = crossingOf(packet)
    if (crossing === null || crossing.isOver) continue
    if (reason !== 'vxlan-unknown-vni' && (reason !== 'no-socket' || destinationPortOf(packet) !== crossing.port))
      continue
    const { id } = vxlanSettings(crossing.device)
    const device = vxlansIn(finding.scene, space).find((one) => !one.isUp && vxlanSettings(one).id === id)
    if (device !== undefined) return device
  }
  return null
}

const withoutVxlan = (finding: Finding): Device | null => {
  const asked = askedNeighbour(finding)
  if (asked === null || asked.near[0] !== undefined) return null
  if (networkOfAddress(asked.address, finding.scene.snapshot)?.driver !== 'overlay') return null
  const bridge = segmentOf(asked.asker)
  return bridge.kind === 'bridge' && vxlanBeside(asked.asker) === null ? bridge : null
}
