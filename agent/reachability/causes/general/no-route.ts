import { destinationOf } from '../../packet/fields.ts'
import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { ipFor } from '../reading/route-at.ts'

/** No route leads to the destination. */
export const noRoute: Cause = {
  id: 'no-route',
  layer: 'routing',
  symptom: 'Network unreachable at once; where it is forwarded, the router says so.',
  confirm: 'ip route get ADDRESS says that the network is unreachable.',
  more: 'https://man7.org/linux/man-pages/man8/ip-route.8.html',
  explain: (finding) =>
    toldByLoss(finding, 'no-route', ({ space, packet }) => [
      `# ${commandIn(space, `${ipFor(destinationOf(packet))} route add ${destinationOf(packet)} via GATEWAY`)}`,
    ]),
}
