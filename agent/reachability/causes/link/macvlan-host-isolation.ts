import type { Device } from '../../scene/device.ts'
import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { liesOnAnother, lowerOf } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A host and the macvlan or ipvlan devices on its own interface never speak to each other. */
export const macvlanHostIsolation: Cause = {
  id: 'macvlan-host-isolation',
  layer: 'link',
  symptom:
    'The host does not reach its own macvlan container, nor it the host (host unreachable); the rest of the network works.',
  confirm: 'ip -d link in the container shows a macvlan whose lower device is the interface that the host uses.',
  more: 'https://docs.docker.com/engine/network/drivers/macvlan/',
  explain: (finding) => {
    const asked = askedNeighbour(finding)
    const other = asked?.meant?.device
    if (asked === null || other === undefined) return null
    const upper = [asked.asker, other].find(liesOnAnother)
    const host = upper === asked.asker ? other : asked.asker
    const lower = upper === undefined ? null : lowerOf(upper)
    if (upper === undefined || lower === null || (host !== lower && lower.master !== host)) return null
    const address = upper === other ? asked.address : addressOf(upper)
    const { space } = lower
    return {
      summary: `${deviceWords(upper)} is a ${upper.kind} on ${deviceWords(lower)}, and the two never speak to each other: ${packetWords(finding)} cannot pass.`,
      evidence: [linkEvidence(upper, `${upper.name}@${lower.name} ${upper.kind}`), linkEvidence(host)],
      remedy: [
        commandIn(
          space,
          `ip link add shim0 link ${shellWord(lower.name)} type ${upper.kind === 'ipvlan' ? 'ipvlan mode l2' : 'macvlan mode bridge'}`,
        ),
        commandIn(space, 'ip link set shim0 up'),
        commandIn(
          space,
          `ip route add ${address ?? 'ADDRESS'}/${address?.includes(':') === true ? 128 : 32} dev shim0`,
        ),
      ],
    }
  },
}

const addressOf = ({ space, ifindex }: Device): string | undefined => {
  const found = space.addresses.find((one) => one.ifindex === ifindex && one.scope === 0)
  return found?.local ?? found?.address
}
