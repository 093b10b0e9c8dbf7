import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** The packet goes into a tunnel whose other end no snapshot shows. */
export const tunnelUnknown: Cause = {
  id: 'tunnel-unknown',
  layer: 'world',
  symptom: 'It depends on what is at the other end.',
  confirm: 'ip -d link shows the kind of the interface.',
  more: 'https://man7.org/linux/man-pages/man8/ip-tunnel.8.html',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'tunnel-unknown',
      ({ space, name }) =>
        `# ask at the other end of ${name}, or look with: ${commandIn(space, `tcpdump -ni ${shellWord(name)}`)}`,
    ),
}
