import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** An interface on the way has no carrier: there is nobody at its other end. */
export const noCarrier: Cause = {
  id: 'no-carrier',
  layer: 'link',
  symptom: 'Timeout or host unreachable.',
  confirm: 'ip link shows NO-CARRIER.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'no-carrier',
      ({ space, name }) =>
        `# see what is at the other end of ${name}: ${commandIn(space, `ip -d link show dev ${shellWord(name)}`)}`,
    ),
}
