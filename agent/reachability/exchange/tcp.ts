import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { sendLocal } from '../ip/output.ts'
import { resetFor, tcpAnswerTo, tcpPacket } from '../packet/build.ts'
import {
  ACK,
  destinationOf,
  destinationPortOf,
  isIcmpError,
  RST,
  SYN,
  sourceOf,
  sourcePortOf,
  tcpFlagsOf,
  tosOf,
} from '../packet/fields.ts'
import { ETH_P_IPV6, IPPROTO_TCP, type Packet } from '../packet/packet.ts'
import { setTos } from '../packet/rewrite.ts'
import { flowOf } from '../routing/flow-of.ts'
import { kindOf, needsStrict } from '../routing/ipv6/kind.ts'
import { lookupRoute } from '../routing/lookup.ts'
import { arrivalDevice } from '../sockets/device.ts'
import { wantedBy } from '../sockets/lookup.ts'
import { addSocket } from '../sockets/of-walk.ts'
import { type Arrival, lose, type Trial } from '../trial.ts'
import { type Attempt, conclude, exchangeOf, newAttempt } from './attempt.ts'
import type { Client } from './client.ts'
import { errnoOfIcmp, isAbout, outcomeOf } from './errors.ts'
import type { Exchange, Probe } from './exchange.ts'
import { answersEcho } from './icmp-reply.ts'
import { isForClient } from './is-for-client.ts'
import { sendFromOutside } from './outside.ts'
import { runAttempt } from './run-attempt.ts'
import { announceSegment } from './segment-size.ts'
import { senderOf, socketFor } from './socket-for.ts'
import { receiveUdp } from './udp-receive.ts'

export interface TcpAttempt extends Attempt {
  /** Handshakes at the side of a listener (struct request_sock), by namespace, addresses and ports. */
  readonly requests: Set<string>
  /** The final ACK, as it arrived. */
  acknowledged: Packet | null
}

/**
 * A connect() of TCP over an opened socket, up to the final ACK, and what may come after it: SYN, SYN-ACK, ACK, as the protocol
 * answers them (tcp_v4_rcv, tcp_rcv_state_process, net/ipv4/tcp_input.c). Losses count once: a repeated SYN meets the same.
 */
export const connectTcp = (trial: Trial, probe: Probe, client: Client): TcpAttempt => {
  const attempt: TcpAttempt = {
    ...newAttempt(trial, probe, client, synOf(client)),
    requests: new Set(),
    acknowledged: null,
  }
  runAttempt(attempt, { receive, atClient })
  return attempt
}

/** The same, as it is told. */
export const exchangeTcp = (trial: Trial, probe: Probe, client: Client): Exchange => {
  const attempt = connectTcp(trial, probe, client)
  return exchangeOf(attempt, attempt.outcome === 'connected')
}

const synOf = (client: Client): Packet => {
  const packet = tcpPacket({
    label: 'SYN',
    source: client.source,
    destination: client.destination,
    sourcePort: client.sourcePort,
    destinationPort: client.port,
    flags: SYN,
    sender: client.sender,
  })
  announceSegment(packet, client.route)
  return packet
}

const receive = (attempt: TcpAttempt, arrival: Arrival): void => {
  const { space, packet, device } = arrival
  const { trial, client } = attempt
  if (packet.protocol !== IPPROTO_TCP) {
    if (isIcmpError(packet) && isAbout(arrival, client)) atClient(attempt, packet)
    else if (!answersEcho(trial, space, packet, device)) receiveUdp(trial, space, packet, device)
    return
  }
  if (packet.packetType !== 'host') {
    lose(trial, { reason: 'otherhost', space, packet, device, fact: () => 'TCP takes no frame that is for many' })
    return
  }
  if (isForClient(client, space, packet, device)) {
    atClient(attempt, packet)
    return
  }
  const key = `${space.netns} ${sourceOf(packet)} ${sourcePortOf(packet)} ${destinationOf(packet)} ${destinationPortOf(packet)}`
  if (attempt.requests.has(key)) {
    const flags = tcpFlagsOf(packet)
    if ((flags & RST) !== 0) attempt.requests.delete(key)
    else if ((flags & ACK) !== 0) attempt.acknowledged = packet
    return
  }
  if ((tcpFlagsOf(packet) & (SYN | ACK | RST)) === SYN) listen(attempt, { space, packet, device }, key)
  else sendReset(trial, arrival)
}

/** A SYN that no connection knows: for a listener, or for nobody. */
const listen = (attempt: TcpAttempt, arrival: Arrival, key: string): void => {
  const { trial } = attempt
  const { space, packet } = arrival
  if (packet.label === 'SYN') attempt.arrived = packet
  const socket = socketFor(trial, arrival)
  attempt.reached = { space, socket: socket === 'none' ? null : socket }
  if (socket === 'none') {
    const reset = sendReset(trial, arrival)
    if (reset !== null) attempt.reply = reset
    return
  }
  if (isMany(packet)) {
    lose(trial, { reason: 'otherhost', space, packet, fact: () => 'TCP answers no broadcast' })
    return
  }
  if (isFull(socket)) {
    const { receiveQueue = 0, sendQueue = 0 } = socket ?? {}
    lose(trial, {
      reason: 'backlog-full',
      space,
      packet,
      fact: () =>
        `${receiveQueue} connections wait to be accepted, and ${sendQueue} may: the program does not accept any`,
    })
    return
  }
  attempt.requests.add(key)
  addSocket(trial, space, wantedBy(packet, arrival.device))
  const answer = tcpAnswerTo(packet, { label: 'SYN-ACK', flags: SYN | ACK, sender: senderOf(socket, arrival) })
  answer.mark = socket?.mark ?? 0
  answer.route = lookupRoute(space, flowOf(answer, null), trial)
  announceSegment(answer, answer.route)
  attempt.reply = answer
  sendLocal(trial, space, answer)
}

const isMany = ({ route }: Packet): boolean => route?.type === 'broadcast' || route?.type === 'multicast'

/** sk_acceptq_is_full, net/sock.h */
const isFull = (socket: SocketRecord | null): boolean => socket !== null && socket.receiveQueue > socket.sendQueue

/** A segment that nobody expects is answered by a reset (tcp_v4_send_reset). */
const sendReset = (trial: Trial, { space, packet, device }: Arrival): Packet | null => {
  if (packet.route !== null && packet.route.type !== 'local') return null
  const reset = resetFor(packet)
  if (reset === null) return null
  // The class of the segment, without what ECN notes (tcp_v4_send_reset).
  setTos(reset, tosOf(packet) & ~3)
  if (packet.etherType === ETH_P_IPV6) {
    // That of IPv6 has no socket. To an address of one link it goes out where the segment came in (tcp_v6_send_response).
    reset.sender = null
    const output = needsStrict(kindOf(sourceOf(packet))) ? arrivalDevice(packet, device).device : 0
    reset.route = lookupRoute(space, { ...flowOf(reset, null), output }, trial)
  }
  sendLocal(trial, space, reset)
  return reset
}

/** What the connecting socket makes of what comes back (tcp_rcv_synsent_state_process; tcp_v4_err). */
const atClient = (attempt: TcpAttempt, packet: Packet): void => {
  const { trial, client } = attempt
  if (packet.protocol !== IPPROTO_TCP) {
    const errno = errnoOfIcmp(packet)
    if (attempt.outcome !== null || errno === null) return
    conclude(attempt, packet, outcomeOf(errno))
    return
  }
  const flags = tcpFlagsOf(packet)
  if ((flags & RST) !== 0) {
    if (attempt.outcome === 'connected') conclude(attempt, packet, 'reset')
    else if (attempt.outcome === null && (flags & ACK) !== 0) conclude(attempt, packet, 'refused')
    return
  }
  if ((flags & (SYN | ACK)) !== (SYN | ACK) || attempt.outcome !== null) return
  conclude(attempt, packet, 'connected')
  const ack = tcpAnswerTo(packet, { label: 'ACK', flags: ACK, sender: client.sender })
  ack.route = client.route
  if (client.space === null) sendFromOutside(trial, attempt.probe, ack)
  else sendLocal(trial, client.space, ack)
}
