import { isLoopback } from '../../../firewall/prefix.ts'
import { underlayOf } from '../../link/tunnels/vxlan-ends.ts'
import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { misled } from '../reading/misled.ts'
import { networkOfAddress } from '../reading/networks-of.ts'
import { packetWords } from '../reading/parties-words.ts'
import { isUnowned } from '../reading/unowned-address.ts'
import { crossingOf, hasAddress, nodeBehind, overlayLosses, remoteEntries } from '../reading/vxlan.ts'

/** The other node told the swarm an address that nobody else can send to. */
export const advertiseAddrWrong: Cause = {
  id: 'advertise-addr-wrong',
  layer: 'overlay',
  symptom: 'One way between two nodes works, the other does not.',
  confirm: '`docker node inspect NODE -f {{.Status.Addr}}` is an address that this node cannot reach, or has itself.',
  more: 'https://docs.docker.com/engine/swarm/swarm-mode/#configure-the-advertise-address',
  explain: (finding) => {
    const [loss] = overlayLosses(finding)
    const crossing = loss === undefined ? null : crossingOf(loss.packet)
    if (crossing === null) return null
    const { device, remote } = crossing
    const why = unusable(remote, device, finding) ?? (isAdvertised(finding) ? 'which the node does not have' : null)
    if (why === null) return null
    return {
      summary: `The other node told the swarm that it is at ${remote}, ${why}: ${packetWords(finding)} does not get there.`,
      evidence: [
        linkEvidence(
          device,
          remoteEntries(device)
            .map(({ address, destination }) => `${address} dst ${destination}`)
            .join(', '),
        ),
      ],
      remedy: [
        '# on the other node: docker swarm leave, then docker swarm join --advertise-addr ADDRESS with one that all nodes reach',
      ],
    }
  },
}

const unusable = (remote: string, device: Device, { scene }: Finding): string | null => {
  if (isLoopback(remote)) return 'which is a loopback address'
  if (/^169\.254\.|^fe80:/.test(remote)) return 'which is an address of one link only'
  const underlay = underlayOf(scene, device)
  if (underlay !== undefined && hasAddress(underlay, remote)) return 'which this node has itself'
  const network = networkOfAddress(remote, scene.snapshot)
  return network === null ? null : `which is of the network ${network.name} inside of a host`
}

/** Whether nobody has the address, and all that is behind the node is looked for there. */
const isAdvertised = (finding: Finding): boolean => {
  const found = misled(finding)
  if (found === null) return false
  const { scene } = finding
  const { device, remote, node } = found
  if (!isUnowned(remote, scene)) return false
  const theirs = remoteEntries(device).filter(
    ({ address = '' }) => nodeBehind(scene, address, device)?.underlay === node.underlay,
  )
  return theirs.length > 1 && theirs.every(({ destination }) => destination === remote)
}
