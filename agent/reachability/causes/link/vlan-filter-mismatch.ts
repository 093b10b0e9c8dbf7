import { portOf } from '../../link/bridge/bridge.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { portFault } from '../reading/port-fault.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A bridge filters VLANs, and a port is not in that of the frame. */
export const vlanFilterMismatch: Cause = {
  id: 'vlan-filter-mismatch',
  layer: 'link',
  symptom: 'Host unreachable within one bridge.',
  confirm: 'bridge vlan shows different VLANs for the two ports, and ip -d link shows vlan_filtering 1.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    const loss = portFault(finding, 'bridge-vlan')
    const device = loss?.device
    if (loss === null || device === undefined) return null
    const { vlan } = loss.packet
    const isBridge = device.kind === 'bridge'
    const bridge = isBridge ? device : (portOf(device)?.bridge.device ?? device)
    const own = device.space.bridgeVlans
      .filter(({ ifindex }) => ifindex === device.ifindex)
      .flatMap(({ vlans = [] }) => vlans)
      .map(
        ({ from, to, pvid, untagged }) =>
          `${from === to ? from : `${from}-${to}`}${pvid ? ' PVID' : ''}${untagged ? ' Egress Untagged' : ''}`,
      )
    const wanted = vlan === null || vlan.id === 0 ? '1 pvid untagged' : `${vlan.id}`
    return {
      summary: `${isBridge ? `The bridge ${deviceWords(device)} itself` : `The port ${deviceWords(device)}`} is not in the VLAN of ${packetWords(finding)}: ${loss.fact()}.`,
      evidence: [
        linkEvidence(device, `${device.name} ${own.length === 0 ? 'no VLAN' : own.join(', ')}`),
        linkEvidence(bridge, `${bridge.name} vlan_filtering 1`),
      ],
      remedy: [
        commandIn(
          device.space,
          `bridge vlan add dev ${shellWord(device.name)} vid ${wanted}${isBridge ? ' self' : ''}`,
        ),
      ],
    }
  },
}
