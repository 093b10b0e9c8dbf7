import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** linux/if_addr.h */
const IFA_F_DADFAILED = 0x08

/** An IPv6 address is not used yet: the kernel still asks whether somebody else has it. Or not at all, as somebody has. */
export const addressTentative: Cause = {
  id: 'address-tentative',
  layer: 'link',
  symptom: 'Host unreachable for some seconds after the address was set, or for ever where it is a duplicate.',
  confirm: 'ip -6 address shows tentative or dadfailed.',
  more: 'https://www.rfc-editor.org/rfc/rfc4862#section-5.4',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    const device = asked?.because.find(({ reason }) => reason === 'address-tentative')?.device
    if (asked === null || device === undefined) return null
    const { address } = asked
    const record = device.space.addresses.find(
      ({ ifindex, local, address: own }) => ifindex === device.ifindex && (local ?? own) === address,
    )
    const hasFailed = ((record?.flags ?? 0) & IFA_F_DADFAILED) !== 0
    const written = `${address}/${record?.prefixLength ?? 64}`
    const onDevice = (does: string): string =>
      commandIn(device.space, `ip -6 addr ${does} ${written} dev ${shellWord(device.name)}`)
    return {
      summary: `${deviceWords(device)} does not answer for ${address}, ${hasFailed ? 'as somebody else has it already' : 'as it still asks whether somebody else has it'}: ${packetWords(finding)} is not sent.`,
      evidence: [linkEvidence(device, `inet6 ${written} tentative${hasFailed ? ' dadfailed' : ''}`)],
      remedy: [
        hasFailed ? '# find who else has the address and take it away there, then:' : '# wait a second, or:',
        onDevice('del'),
        `${onDevice('add')} nodad`,
      ],
    }
  },
}
