import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** The kernel's VXLAN has the port: it takes what comes there for frames, and nobody else hears it. Nodes that disagree are another entry. */
export const vxlanUnknownVni: Cause = {
  id: 'vxlan-unknown-vni',
  layer: 'overlay',
  symptom: 'Timeout: datagrams to a port of VXLAN, usually 4789, are neither answered nor refused.',
  confirm: 'ip -d link shows a vxlan with this dstport.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'vxlan-unknown-vni', () => ['# use another port: this one belongs to a VXLAN']),
}
