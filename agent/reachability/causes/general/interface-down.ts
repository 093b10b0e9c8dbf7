import type { Cause } from '../cause.ts'
import { setLink } from '../reading/link-facts.ts'
import { toldAtDevice } from '../reading/loss-words.ts'

/** An interface on the way is down. */
export const interfaceDown: Cause = {
  id: 'interface-down',
  layer: 'link',
  symptom: 'Timeout or host unreachable.',
  confirm: 'ip link shows it without UP.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => toldAtDevice(finding, 'device-down', (device) => setLink(device, 'up')),
}
