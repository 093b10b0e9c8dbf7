import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A frame would leave a bridge by the port where it came in, which only hairpin mode allows. */
export const bridgeSamePort: Cause = {
  id: 'bridge-same-port',
  layer: 'link',
  symptom: 'Timeout: a container asks for itself by an address of the host.',
  confirm: 'bridge -d link shows `hairpin off` for its port.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) =>
    toldAtDevice(finding, 'bridge-same-port', ({ space, name }) =>
      commandIn(space, `bridge link set dev ${shellWord(name)} hairpin on`),
    ),
}
