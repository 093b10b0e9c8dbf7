import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { sendLocal } from '../ip/output.ts'
import { udpPacket } from '../packet/build.ts'
import { destinationOf, destinationPortOf, isIcmpError, sourceOf, sourcePortOf } from '../packet/fields.ts'
import { IPPROTO_UDP, type Packet } from '../packet/packet.ts'
import { isGroup } from '../routing/ipv6/kind.ts'
import { type Arrival, lose, type Trial } from '../trial.ts'
import { type Attempt, conclude, exchangeOf, newAttempt } from './attempt.ts'
import type { Client } from './client.ts'
import { errnoOfIcmp, isAbout, outcomeOf } from './errors.ts'
import type { Exchange, Probe } from './exchange.ts'
import { hopsTo } from './hops-of-groups.ts'
import { answersEcho } from './icmp-reply.ts'
import { isForClient } from './is-for-client.ts'
import { runAttempt } from './run-attempt.ts'
import { senderOf } from './socket-for.ts'
import { receiveUdp } from './udp-receive.ts'

/** Bytes of a datagram that asks, as small as those of DNS. */
const payload = 24

/** A datagram over a connected socket, and an answer to it from the address that was asked. */
export const exchangeUdp = (trial: Trial, probe: Probe, client: Client): Exchange => {
  const request = udpPacket({
    label: 'datagram',
    source: client.source,
    destination: client.destination,
    sourcePort: client.sourcePort,
    destinationPort: client.port,
    payload,
    sender: client.sender,
    ...hopsTo(client.destination),
  })
  const attempt = newAttempt(trial, probe, client, request)
  runAttempt(attempt, { receive, atClient })
  return exchangeOf(attempt, attempt.outcome === 'delivered')
}

const receive = (attempt: Attempt, arrival: Arrival): void => {
  const { trial, client } = attempt
  const { space, packet, device } = arrival
  if (packet.protocol !== IPPROTO_UDP) {
    if (isIcmpError(packet) && isAbout(arrival, client)) atClient(attempt, packet)
    else answersEcho(trial, space, packet, device)
    return
  }
  if (isForClient(client, space, packet, device)) {
    atClient(attempt, packet)
    return
  }
  const isRequest = packet.label === attempt.request.label
  if (isRequest) attempt.arrived = packet
  const socket = receiveUdp(trial, space, packet, device)
  if (isRequest) attempt.reached = { space, socket: socket === 'none' ? null : socket }
  if (socket !== 'none' && isRequest) answer(attempt, arrival, socket)
}

/** As a program answers that has asked for the address that was meant (IP_PKTINFO), or is bound to it. */
const answer = (attempt: Attempt, arrival: Arrival, socket: SocketRecord | null): void => {
  const { space, packet, device } = arrival
  const source = destinationOf(packet)
  if (isGroup(source) || packet.route?.type === 'broadcast') {
    const fact = () => `no program answers from ${source}, which is for many`
    lose(attempt.trial, { reason: 'no-source-address', space, packet, device, fact })
    return
  }
  const reply = udpPacket({
    label: 'answer',
    source,
    destination: sourceOf(packet),
    sourcePort: destinationPortOf(packet),
    destinationPort: sourcePortOf(packet),
    payload,
    mark: socket?.mark ?? 0,
    sender: senderOf(socket, arrival),
  })
  attempt.reply = reply
  sendLocal(attempt.trial, space, reply)
}

const atClient = (attempt: Attempt, packet: Packet): void => {
  if (attempt.outcome !== null) return
  if (packet.protocol === IPPROTO_UDP) {
    conclude(attempt, packet, 'delivered')
    return
  }
  const errno = errnoOfIcmp(packet)
  if (errno !== null) conclude(attempt, packet, outcomeOf(errno))
}
