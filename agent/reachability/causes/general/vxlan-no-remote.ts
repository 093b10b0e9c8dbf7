import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldAtDevice } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A VXLAN does not know to which node a frame has to go. */
export const vxlanNoRemote: Cause = {
  id: 'vxlan-no-remote',
  layer: 'overlay',
  symptom: 'Timeout between nodes.',
  confirm: 'bridge fdb show dev VXLAN has no entry for the hardware address.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) =>
    toldAtDevice(
      finding,
      'vxlan-no-remote',
      ({ space, name }, { packet }) =>
        `# ${commandIn(space, `bridge fdb append ${packet.link?.destination ?? 'MAC'} dev ${shellWord(name)} dst NODE`)}`,
    ),
}
