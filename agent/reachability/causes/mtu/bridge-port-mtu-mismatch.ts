import type { Cause } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence, setLink } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { otherEnd } from '../reading/segment.ts'

/** A port of a bridge has a smaller MTU than the others: larger frames are dropped there, and nobody is told. */
export const bridgePortMtuMismatch: Cause = {
  id: 'bridge-port-mtu-mismatch',
  layer: 'mtu',
  symptom: 'Large packets are lost without a word, in one direction or both; offloading hides it within one host.',
  confirm: 'ip link shows different mtus for the ports of one bridge; the dropped counter of one rises.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => {
    const { loss } = finding
    const port = loss?.device
    const bridge = port?.master
    if (loss?.reason !== 'frame-too-big' || port === undefined || bridge?.kind !== 'bridge') return null
    const widest = otherEnd(port)?.mtu ?? bridge.mtu
    return {
      summary: `The port ${deviceWords(port)} of the bridge ${bridge.name} has the mtu ${port.mtu}, which full packets are too large for: ${packetWords(finding)} hangs as soon as it is large.`,
      evidence: [linkEvidence(port), linkEvidence(otherEnd(port) ?? bridge)],
      remedy: [setLink(port, `mtu ${Math.max(widest, loss.packet.bytes.length)}`)],
    }
  },
}
