import type { Cause } from '../cause.ts'
import { commandIn } from '../reading/command-in.ts'
import { toldByLoss } from '../reading/loss-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** An IPv6 address is not used yet: the kernel still asks whether somebody else has it. */
export const addressTentative: Cause = {
  id: 'address-tentative',
  layer: 'link',
  symptom: 'Host unreachable for some seconds after the address was set, or for ever where it is a duplicate.',
  confirm: 'ip -6 address shows tentative or dadfailed.',
  more: 'https://www.rfc-editor.org/rfc/rfc4862#section-5.4',
  explain: (finding) =>
    toldByLoss(finding, 'address-tentative', ({ device }) =>
      device === undefined
        ? []
        : [
            `# wait, or: ${commandIn(device.space, `sysctl -w ${shellWord(`net.ipv6.conf.${device.name.replaceAll('.', '/')}.accept_dad=0`)}`)}`,
          ],
    ),
}
