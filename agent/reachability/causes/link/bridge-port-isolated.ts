import type { Device } from '../../scene/device.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { portFault } from '../reading/port-fault.ts'
import { portTo } from '../reading/segment.ts'
import { shellWord } from '../reading/shell-word.ts'

/** Two ports of a bridge are both isolated, which do not speak to each other. */
export const bridgePortIsolated: Cause = {
  id: 'bridge-port-isolated',
  layer: 'link',
  symptom: 'Two containers of one network do not reach each other (host unreachable); the host reaches both.',
  confirm: 'bridge -d link shows `isolated on` for both ports.',
  more: 'https://man7.org/linux/man-pages/man8/bridge.8.html',
  explain: (finding) => {
    const to = portFault(finding, 'bridge-isolated')?.device
    if (to === undefined) return null
    const from = senderPort(finding, to)
    const ports = from === null || from === to ? [to] : [from, to]
    const names = ports.map(({ name }) => name).join(' and ')
    return {
      summary: `The ports ${names} of ${to.master?.name ?? 'the bridge'} on ${spaceWords(to.space)} are isolated from each other: ${packetWords(finding)} cannot pass.`,
      evidence: ports.map((port) => linkEvidence(port, `${port.name} master ${port.master?.name ?? '?'} isolated on`)),
      remedy: [commandIn(to.space, `bridge link set dev ${shellWord(to.name)} isolated off`)],
    }
  },
}

const senderPort = (finding: Finding, { master }: Device): Device | null => {
  const asker = askedNeighbour(finding)?.asker
  if (asker === undefined || master === null) return null
  const port = portTo(asker, master)
  return port?.record.info?.port?.kind === 'bridge' ? port : null
}
