import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** Devices on one interface are kept apart. */
export const macvlanApart: Cause = {
  id: 'macvlan-apart',
  layer: 'link',
  symptom: 'Host unreachable or timeout.',
  confirm: 'ip -d link shows the mode of the macvlan or ipvlan.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => toldByLoss(finding, 'macvlan-mode', () => ['# use the mode bridge']),
}
