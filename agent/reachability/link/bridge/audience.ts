import type { LinkRecord } from '../../../../collectors/links.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
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
  /** ifindex of those behind which is something that has to be walked. */
  readonly always: readonly number[]
  /** The rest, with the ends behind them, by the namespaces that those are in. */
  readonly quiet: ReadonlyMap<string, readonly QuietPort[]>
}

interface QuietPort {
  /** ifindex */
  readonly port: number
  readonly far: LinkRecord
}

/** By bridge, and what else than links decides: nearly always that stays the same as long as they do. */
const audiencesIn = remembered((_links: Snapshot['links']) => new Map<string, Audience>())

const audienceOf = (scene: Scene, { device, ports }: Bridge): Audience => {
  const { exceptions, isNoisy, isWatched } = quietEndsOf(scene)
  const known = audiencesIn(scene.snapshot.links)
  const key = `${placeOf(device.space.netns, device.ifindex)} ${exceptions}`
  const before = known.get(key)
  if (before !== undefined) return before
  const identities = identitiesOf(scene.snapshot)
  const always: number[] = []
  const quiet: QuietPort[] = []
  const isNoisyBridge = isNoisy(device.space.netns)
  for (const [port, { device: near }] of ports) {
    const { record, hasCarrier } = near
    const far = isNoisyBridge || !hasCarrier ? null : peerOf(record, identities)
    if (far === null || isWatched(record) || hasUppers(scene, record) || !isQuietEnd(scene, far)) always.push(port)
    else quiet.push({ port, far })
  }
  const audience = { always, quiet: Map.groupBy(quiet, ({ far }) => far.netns) }
  known.set(key, audience)
  return audience
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
  const { always, quiet } = audienceOf(trial.scene, bridge)
  const { ownersOf, entriesFor } = quietEndsOf(trial.scene)
  const concerned = new Set(always)
  const add = (netns: string, ifindex: number | null): void => {
    for (const { port, far } of quiet.get(netns) ?? [])
      if (ifindex === null || far.ifindex === ifindex) concerned.add(port)
  }
  for (const owner of ownersOf(target)) add(owner, null)
  if (sender !== undefined) {
    for (const { netns, ifindex } of entriesFor(sender)) add(netns, ifindex)
    for (const { netns, ifindex } of learnersOf(trial, sender)) add(netns, ifindex)
  }
  return [...concerned].flatMap((port) => bridge.ports.get(port) ?? []).sort((a, b) => b.number - a.number)
}

/** Places that have learned of a neighbour on this walk, or ask for it. */
const learnersOf = (trial: Trial, address: string): readonly { netns: string; ifindex: number }[] =>
  [...trial.neighbours.keys()].flatMap((key) => {
    const [netns = '', ifindex, neighbour] = key.split('/')
    return neighbour === address ? { netns, ifindex: Number(ifindex) } : []
  })
