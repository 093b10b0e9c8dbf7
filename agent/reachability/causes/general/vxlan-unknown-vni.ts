import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** A node has no VXLAN with the number of the packet. */
export const vxlanUnknownVni: Cause = {
  id: 'vxlan-unknown-vni',
  layer: 'overlay',
  symptom: 'Timeout between nodes.',
  confirm: 'ip -d link shows another `vxlan id` on each node.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'vxlan-unknown-vni', () => ['# use the same vxlan id, and the same port, on both nodes']),
}
