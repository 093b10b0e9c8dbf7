import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A frame is for a hardware address that is the bridge's own. */
export const bridgeOwnAddress: Cause = {
  id: 'bridge-own-address',
  layer: 'link',
  symptom: 'Timeout.',
  confirm: 'bridge fdb show has the address as permanent.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'bridge-fdb-local',
      ({ space, name }) => `# ${commandIn(space, `bridge fdb show br ${shellWord(name)}`)}`,
    ),
}
