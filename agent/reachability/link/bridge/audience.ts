import { identitiesOf } from '../../../topology/identity.ts'
import { peerOf } from '../../../topology/relations/veth-peer.ts'
import { arpOf, neighbourMessageOf } from '../../packet/fields.ts'
import type { Packet } from '../../packet/packet.ts'
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
  /** The rest, by the ids of the namespaces behind them, */
  readonly bySpace: ReadonlyMap<string, readonly Port[]>
  /** and by the places of the devices behind them. */
  readonly byPlace: ReadonlyMap<string, Port>
}

const audiences = new WeakMap<Bridge, Audience>()

const audienceOf = (trial: Trial, bridge: Bridge): Audience => {
  let audience = audiences.get(bridge)
  if (audience === undefined) {
    audience = readAudience(trial, bridge)
    audiences.set(bridge, audience)
  }
  return audience
}

const readAudience = ({ scene }: Trial, bridge: Bridge): Audience => {
  const always: Port[] = []
  const bySpace = new Map<string, Port[]>()
  const byPlace = new Map<string, Port>()
  const { netns } = bridge.device.space
  const { noisy, watched } = quietEndsOf(scene)
  const identities = identitiesOf(scene.snapshot)
  for (const port of bridge.ports.values()) {
    const { record, hasCarrier, ifindex } = port.device
    const near = placeOf(netns, ifindex)
    const far = noisy.has(netns) || !hasCarrier ? null : peerOf(record, identities)
    if (far === null || watched.has(near) || hasUppers(scene, near) || !isQuietEnd(scene, far)) {
      always.push(port)
      continue
    }
    byPlace.set(placeOf(far.netns, far.ifindex), port)
    const others = bySpace.get(far.netns)
    if (others === undefined) bySpace.set(far.netns, [port])
    else others.push(port)
  }
  return { always, bySpace, byPlace }
}

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
  const { always, bySpace, byPlace } = audienceOf(trial, bridge)
  const { owners, acquainted } = quietEndsOf(trial.scene)
  const ports = new Set(always)
  for (const netns of owners.get(target) ?? []) for (const port of bySpace.get(netns) ?? []) ports.add(port)
  if (sender !== undefined)
    for (const place of [...(acquainted.get(sender) ?? []), ...learnersOf(trial, sender)]) {
      const port = byPlace.get(place)
      if (port !== undefined) ports.add(port)
    }
  return [...ports].sort((a, b) => b.number - a.number)
}

/** Places that have learned of a neighbour on this walk, or ask for it. */
const learnersOf = (trial: Trial, address: string): readonly string[] =>
  [...trial.neighbours.keys()].flatMap((key) => {
    const end = key.length - address.length - 1
    return key.endsWith(address) && key[end] === '/' ? key.slice(0, end) : []
  })
