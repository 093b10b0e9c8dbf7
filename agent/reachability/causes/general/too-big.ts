import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** A packet is larger than the next link takes, and must not be fragmented. */
export const tooBig: Cause = {
  id: 'too-big',
  layer: 'mtu',
  symptom: 'Message too long, or large transfers that hang.',
  confirm: 'ping -M do -s SIZE shows which sizes pass.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) =>
    toldByLoss(finding, 'too-big', () => ["# make the MTUs on the path equal, or the sender's smaller"]),
}
