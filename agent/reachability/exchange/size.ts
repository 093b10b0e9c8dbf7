import { mtuOf } from '../ip/finish-output.ts'
import { sendLocal } from '../ip/output.ts'
import { tcpAnswerTo } from '../packet/build.ts'
import {
  ACK,
  destinationOf,
  familyOf,
  icmpCodeOf,
  icmpMtuOf,
  icmpTypeOf,
  innerOf,
  PSH,
  sourceOf,
} from '../packet/fields.ts'
import { IPPROTO_TCP, type Packet, type Sender } from '../packet/packet.ts'
import type { Route } from '../routing/route.ts'
import { newTrial, settle } from '../run.ts'
import type { Scene } from '../scene/scene.ts'
import type { Space } from '../scene/space.ts'
import type { Loss, Trial } from '../trial.ts'
import { openClient } from './client.ts'
import { endOf } from './ends.ts'
import type { Probe } from './exchange.ts'
import { announcedSegment, headersOf } from './segment-size.ts'
import { connectTcp } from './tcp.ts'

/** A full segment that does not get through, although a connection does, and whose sender is not told. */
export interface BlackHole {
  readonly way: 'request' | 'reply'
  /** Of the whole packet. */
  readonly bytes: number
  /** Where it ended; `because`: where the error about it ended that its sender should have got. */
  readonly loss: Loss
}

/** TCP's own header with timestamps, beyond the 20 bytes that the segment size counts with. */
const TIMESTAMPS = 12
/** How often a sender is told a smaller size before we stop. */
const mostSteps = 8

/** One side of a connection, and what it knows of the other. */
interface Side {
  readonly way: BlackHole['way']
  readonly space: Space
  /** The last segment that it got. */
  readonly got: Packet
  /** The SYN or SYN-ACK of the other side, as it came. */
  readonly announced: Packet
  readonly route: Route | null
  readonly sender: Sender | null
}

/**
 * Whether segments of full size pass in both directions of a connection of TCP, as they are cut without offloading: they must not be
 * fragmented, and who is told to send smaller ones does (RFC 1191). Null where there is no connection at all.
 */
export const blackHolesOf = (scene: Scene, probe: Probe): readonly BlackHole[] | null => {
  const trial = newTrial(scene)
  const client = openClient(trial, probe)
  if ('errno' in client || client.space === null) return null
  const { outcome, arrived, returned, acknowledged, reached, reply } = connectTcp(trial, probe, client)
  if (outcome !== 'connected' || arrived === null || returned === null || acknowledged === null || reached === null)
    return null
  const sides: readonly Side[] = [
    {
      way: 'request',
      space: client.space,
      got: returned,
      announced: returned,
      route: client.route,
      sender: client.sender,
    },
    {
      way: 'reply',
      space: reached.space,
      got: acknowledged,
      announced: arrived,
      route: reply?.route ?? null,
      sender: null,
    },
  ]
  return sides.flatMap((side) => blackHoleOf(trial, side) ?? [])
}

const blackHoleOf = (trial: Trial, side: Side): BlackHole | null => {
  const headers = headersOf(side.got)
  const own = side.route?.device == null ? Number.POSITIVE_INFINITY : mtuOf(side.route, side.route.device)
  let bytes = Math.min(own, (announcedSegment(side.announced) ?? 536) + headers)
  for (let step = 0; step < mostSteps; step++) {
    const sent = send(trial, side, { bytes, label: `full ${side.way} ${step + 1}` })
    if (sent.hasArrived || sent.loss === undefined) return null
    if (sent.mtu === null || sent.mtu >= bytes) return { way: side.way, bytes, loss: sent.loss }
    bytes = sent.mtu
  }
  return null
}

interface Sent {
  readonly hasArrived: boolean
  /** What the sender was told. */
  readonly mtu: number | null
  readonly loss: Loss | undefined
}

const send = (trial: Trial, side: Side, { bytes, label }: { bytes: number; label: string }): Sent => {
  const { space, got, sender, route } = side
  const payload = Math.max(1, bytes - headersOf(got) - TIMESTAMPS)
  const packet = tcpAnswerTo(got, { label, flags: ACK | PSH, payload, sender })
  packet.route = side.way === 'request' ? route : null
  let hasArrived = false
  let mtu: number | null = null
  sendLocal(trial, space, packet)
  settle(trial, ({ packet: arrived, space: at }) => {
    if (arrived.label === label && arrived.protocol === IPPROTO_TCP) hasArrived = true
    if (at === space && isAboutSize(arrived) && isAbout(arrived, got)) mtu = icmpMtuOf(arrived)
  })
  const loss = endOf(trial, packet)
  const because = trial.losses.filter(({ packet: lost }) => lost.label === `error about ${label}`)
  return { hasArrived, mtu, loss: loss === undefined || because.length === 0 ? loss : { ...loss, because } }
}

/** `fragmentation needed` of ICMP, `packet too big` of ICMPv6. */
const isAboutSize = (packet: Packet): boolean =>
  familyOf(packet) === 'ipv6' ? icmpTypeOf(packet) === 2 : icmpTypeOf(packet) === 3 && icmpCodeOf(packet) === 4

const isAbout = (error: Packet, got: Packet): boolean => {
  const inner = innerOf(error)
  return inner !== null && sourceOf(inner) === destinationOf(got) && destinationOf(inner) === sourceOf(got)
}
