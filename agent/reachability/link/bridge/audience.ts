import type { LinkRecord } from '../../../../collectors/links.ts'
import { remembered } from '../../../indexes/remembered.ts'
import { identitiesOf } from '../../../topology/identity.ts'
import { peerOf } from '../../../topology/relations/veth-peer.ts'
import { arpOf, neighbourMessageOf } from '../../packet/fields.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Scene } from '../../scene/scene.ts'
import type { Trial } from '../../trial.ts'
import { isQuietEnd, quietEndsOf } from '../quiet-ends.ts'
import { hasUppers, placeOf } from '../uppers.ts'
import type { Bridge, Port } from './bridge.ts'

/**
 * Which ports a request for a neighbour means anything to. Flooding it to hundreds of containers that do not have the address, and
 * do not know who asks, changes nothing; so it is only given to those where it may.
 */
interface Audience {
  /** Behind them is something that has to be walked. */
  readonly always: readonly Port[]
  /** The rest, with the ends behind them. */
  readonly quiet: readonly QuietPort[]
}

interface QuietPort {
  readonly port: Port
  readonly far: LinkRecord
}

const audiencesIn = remembered((scene: Scene) => {
  const { isNoisy, isWatched } = quietEndsOf(scene)
  const identities = identitiesOf(scene.snapshot)
  return remembered((bridge: Bridge): Audience => {
    const always: Port[] = []
    const quiet: QuietPort[] = []
    const isNoisyBridge = isNoisy(bridge.device.space.netns)
    for (const port of bridge.ports.values()) {
      const { record, hasCarrier } = port.device
      const far = isNoisyBridge || !hasCarrier ? null : peerOf(record, identities)
      if (far === null || isWatched(record) || hasUppers(scene, record) || !isQuietEnd(scene, far)) always.push(port)
      else quiet.push({ port, far })
    }
    return { always, quiet }
  })
})

/** ARPOP_REPLY */
const REPLY = 2

/** The ports that a flooded frame has to be given to, the youngest first; null: all. */
export const concernedPorts = (trial: Trial, bridge: Bridge, packet: Packet): readonly Port[] | null => {
  const arp = arpOf(packet)
  const message = arp === null ? neighbourMessageOf(packet) : null
  const target = arp === null ? (message?.kind === 'solicitation' ? message.target : undefined) : arp.targetAddress
  // An answer, an announcement, a search for duplicates.
  if (target === undefined || arp?.operation === REPLY) return null
  const sender = arp?.senderAddress
  if (sender === '0.0.0.0' || sender === target) return null
  const { always, quiet } = audiencesIn(trial.scene)(bridge)
  const { ownersOf, entriesFor } = quietEndsOf(trial.scene)
  const owners = new Set(ownersOf(target))
  const acquainted = sender === undefined ? [] : entriesFor(sender)
  const learners = new Set(sender === undefined ? [] : learnersOf(trial, sender))
  const isConcerned = ({ netns, ifindex }: LinkRecord): boolean =>
    owners.has(netns) ||
    acquainted.some((entry) => entry.netns === netns && entry.ifindex === ifindex) ||
    (learners.size > 0 && learners.has(placeOf(netns, ifindex)))
  const concerned = quiet.filter(({ far }) => isConcerned(far)).map(({ port }) => port)
  return [...always, ...concerned].sort((a, b) => b.number - a.number)
}

/** Places that have learned of a neighbour on this walk, or ask for it. */
const learnersOf = (trial: Trial, address: string): readonly string[] =>
  [...trial.neighbours.keys()].flatMap((key) => {
    const end = key.length - address.length - 1
    return key.endsWith(address) && key[end] === '/' ? key.slice(0, end) : []
  })
