import { arpOf, destinationOf, sourceOf } from '../../packet/fields.ts'
import type { LossReason } from '../../trial.ts'
import type { Cause, Finding } from '../cause.ts'
import { askedNeighbour } from '../reading/asked-neighbour.ts'
import { commandIn } from '../reading/command-in.ts'
import { deviceWords } from '../reading/device-words.ts'
import { addressText, type Holder, holdersOf } from '../reading/holders.ts'
import { linkEvidence } from '../reading/link-facts.ts'
import { packetWords, spaceWords } from '../reading/parties-words.ts'
import { shellWord } from '../reading/shell-word.ts'

/** A host on the way has the same address as one of the two, and takes the packets for its own. */
export const addressOwnedByHost: Cause = {
  id: 'address-owned-by-host',
  layer: 'routing',
  symptom:
    'A container with an address of its host reaches nobody beyond (timeout): the host takes its packets for forged ones.',
  confirm:
    'ip address shows the address in two namespaces; with log_martians the kernel log tells of a martian source.',
  more: 'https://docs.kernel.org/networking/ip-sysctl.html',
  explain: (finding) => {
    const found = twoHolders(finding)
    if (found === null) return null
    const { own, other, address } = found
    const { device, record } = other
    return {
      summary: `${address} is an address of ${deviceWords(device)} and of ${spaceWords(own.device.space)} itself: ${packetWords(finding)} ends at ${spaceWords(own.device.space)}.`,
      evidence: [own, other].map((one) => linkEvidence(one.device, addressText(one))),
      remedy: [commandIn(device.space, `ip addr del ${address}/${record.prefixLength} dev ${shellWord(device.name)}`)],
    }
  },
}

interface TwoHolders {
  readonly own: Holder
  readonly other: Holder
  readonly address: string
}

const twoHolders = (finding: Finding): TwoHolders | null => {
  const { loss, scene, source, target, lostOn } = finding
  if (loss === null) return null
  const wanted = lostOn === 'reply' ? source : target
  const find = (address: string, space = loss.space): TwoHolders | null => {
    const holders = holdersOf(scene, address)
    const own = holders.find(({ device }) => device.space === space)
    const other = holders.find(
      ({ device: { kind, space: at } }) => kind !== 'loopback' && at !== space && (at === source || at === target),
    )
    return own === undefined || other === undefined ? null : { own, other, address }
  }
  if (loss.reason === 'martian-source') return find(sourceOf(loss.packet))
  for (const { reason, packet, device } of askedNeighbour(finding)?.because ?? []) {
    const sender = reason === 'arp-ignored' ? arpOf(packet)?.senderAddress : undefined
    const found = sender === undefined || device === undefined ? null : find(sender, device.space)
    if (found !== null) return found
  }
  if (loss.space === wanted || wanted === null || loss.space === source) return null
  return delivered.has(loss.reason) ? find(destinationOf(loss.packet)) : null
}

/** Of packets that a host takes for its own. */
const delivered: ReadonlySet<LossReason> = new Set([
  'no-socket',
  'socket-elsewhere',
  'not-mine',
  'icmp-ignored',
  'otherhost',
])
