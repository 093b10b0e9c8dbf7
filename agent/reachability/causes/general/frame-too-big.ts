import type { Cause } from '../cause.ts'
import { setLink } from '../reading/link-facts.ts'
import { toldAtDevice } from '../reading/loss-words.ts'

/** A frame is larger than the interface that should take it allows. */
export const frameTooBig: Cause = {
  id: 'frame-too-big',
  layer: 'mtu',
  symptom: 'Large transfers hang.',
  confirm: 'ip link shows different mtus on one link; the dropped counter rises.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) =>
    toldAtDevice(finding, 'frame-too-big', (device, { packet }) => setLink(device, `mtu ${packet.bytes.length}`)),
}
