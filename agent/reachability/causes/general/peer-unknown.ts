import type { Cause } from '../cause.ts'
import { toldByLoss } from '../reading/loss-words.ts'

/** The other end of a link is in a namespace that the snapshot does not have. */
export const peerUnknown: Cause = {
  id: 'peer-unknown',
  layer: 'link',
  symptom: 'It depends on what is behind that link.',
  confirm: 'ip -d link shows link-netnsid with a number that no named namespace has.',
  more: 'https://man7.org/linux/man-pages/man8/ip-netns.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'peer-unknown', () => ["# read the host again as root, in the host's own PID namespace"]),
}
