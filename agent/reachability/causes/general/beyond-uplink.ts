import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** The packet leaves what the snapshot shows: what happens to it there, nobody here can tell. */
export const beyondUplink: Cause = {
  id: 'beyond-uplink',
  layer: 'world',
  symptom: 'It depends on hosts beyond the uplink.',
  confirm: 'tcpdump at the uplink shows whether answers come.',
  more: 'https://man7.org/linux/man-pages/man8/ip-route.8.html',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'beyond-uplink',
      ({ space, name }) => `# see whether answers come: ${commandIn(space, `tcpdump -ni ${shellWord(name)}`)}`,
    ),
}
