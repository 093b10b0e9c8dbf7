import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A port of a bridge does not take the frame: it is locked, or in a state that does not forward. */
export const bridgePortNotForwarding: Cause = {
  id: 'bridge-port-not-forwarding',
  layer: 'link',
  symptom: 'Host unreachable or timeout.',
  confirm: 'bridge -d link shows the state of the port, and whether it is locked.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'bridge-port-state',
      ({ space, name }) => `# ${commandIn(space, `bridge -d link show dev ${shellWord(name)}`)}`,
    ),
}
