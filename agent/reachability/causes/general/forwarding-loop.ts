import type { Cause } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** Frames go round for ever: the packet itself, or the question for its neighbour. */
export const forwardingLoop: Cause = {
  id: 'forwarding-loop',
  layer: 'link',
  symptom: 'Timeouts, and a busy processor.',
  confirm: 'Two bridges are joined by two links, and spanning tree is off.',
  more: 'https://man7.org/linux/man-pages/man8/ip-link.8.html',
  explain: (finding) => {
    const { loss } = finding
    const because = askedNeighbour(finding)?.because ?? []
    const found = [...(loss === null ? [] : [loss]), ...because].find(({ reason }) => reason === 'loop')
    const device = found?.device
    if (found === undefined || device === undefined) return null
    const bridge = device.kind === 'bridge' ? device : device.master
    return {
      summary: `Frames go round at ${device.name} and never end: ${packetWords(finding)} does not get through.`,
      evidence: [linkEvidence(device, found.fact())],
      remedy: [
        '# open the circle, or let spanning tree do it:',
        ...(bridge?.kind === 'bridge'
          ? [commandIn(bridge.space, `ip link set ${shellWord(bridge.name)} type bridge stp_state 1`)]
          : []),
      ],
    }
  },
}
