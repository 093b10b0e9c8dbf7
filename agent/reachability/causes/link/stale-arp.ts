import type { Cause, Finding } from '../cause.ts'
import { deviceWords } from '../reading/device-words.ts'
import { type Holder, holdersOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { maybeMisdirected } from '../reading/misdirected.ts'
import { packetWords } from '../reading/parties-words.ts'
import { isOnOneLink } from '../reading/segment.ts'
import { type Belief, beliefsBehind, forget } from '../reading/wrong-entry.ts'

/** A neighbour entry tells another hardware address than the one that the neighbour has. */
export const staleArp: Cause = {
  id: 'stale-arp',
  layer: 'link',
  symptom: 'One host cannot reach a container (timeout), others can.',
  confirm: 'ip neigh shows another lladdr than ip link in the container.',
  more: 'https://github.com/moby/moby/issues/36069',
  explain: (finding) => {
    const wrong = wrongEntry(finding)
    if (wrong === null) return null
    const { sender, entry, holder } = wrong
    const { destination } = entry
    return {
      summary: `${deviceWords(sender)} takes ${destination} to be at ${entry.address}, but ${deviceWords(holder.device)} is at ${holder.device.mac}: ${packetWords(finding)} goes to nobody.`,
      evidence: [
        linkEvidence(sender, `${destination} dev ${sender.name} lladdr ${entry.address} ${stateText(entry.state)}`),
        linkEvidence(holder.device, `${holder.device.name} link/ether ${holder.device.mac}`),
      ],
      remedy: [forget(wrong)],
    }
  },
}

/** NUD_*, linux/neighbour.h, as `ip neigh` calls them. */
const states: readonly (readonly [number, string])[] = [
  [128, 'PERMANENT'],
  [64, 'NOARP'],
  [32, 'FAILED'],
  [16, 'PROBE'],
  [8, 'DELAY'],
  [4, 'STALE'],
  [2, 'REACHABLE'],
  [1, 'INCOMPLETE'],
]

const stateText = (state: number): string => states.find(([bit]) => (state & bit) !== 0)?.[1] ?? 'NONE'

const wrongEntry = ({ loss, scene }: Finding): (Belief & { readonly holder: Holder }) | null => {
  if (loss === null || !maybeMisdirected(loss)) return null
  for (const { sender, entry } of beliefsBehind(scene, loss)) {
    const holders = holdersOf(scene, entry.destination).filter(
      ({ device }) => device !== sender && isOnOneLink(device, sender),
    )
    const [holder] = holders
    if (holder !== undefined && holders.every(({ device }) => device.mac !== entry.address))
      return { sender, entry, holder }
  }
  return null
}
