import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** Frames go round for ever. */
export const forwardingLoop: Cause = {
  id: 'forwarding-loop',
  layer: 'link',
  symptom: 'Timeouts, and a busy processor.',
  confirm: 'Two bridges are joined by two links, and spanning tree is off.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'loop', ({ device }) => [
      `# open the circle, or: ${device === undefined ? 'ip link set BRIDGE type bridge stp_state 1' : commandIn(device.space, 'ip link set BRIDGE type bridge stp_state 1')}`,
    ]),
}
