import type { SocketRecord } from '../../../collectors/sockets/record.ts'
import { isLinkLocal } from '../errors/icmp-error.ts'
import { sendLocal } from '../ip/output.ts'
import { udpPacket } from '../packet/build.ts'
import { destinationOf, destinationPortOf, isIcmpError, sourceOf, sourcePortOf } from '../packet/fields.ts'
import { IPPROTO_UDP, type Packet } from '../packet/packet.ts'
import { type Arrival, lose, type Trial } from '../trial.ts'
import { type Attempt, concluded } from './attempt.ts'
import type { Client } from './client.ts'
import { errnoOfIcmp, isAbout, outcomeOf } from './errors.ts'
import type { Exchange, Probe } from './exchange.ts'
import { answersEcho } from './icmp-reply.ts'
import { isForClient } from './is-for-client.ts'
import { runAttempt } from './run-attempt.ts'
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
  })
  request.route = client.route
  const attempt: Attempt = {
    trial,
    probe,
    client,
    outcome: null,
    request,
    arrived: null,
    reply: null,
    returned: null,
    reached: null,
  }
  runAttempt(attempt, {
    receive: (arrival) => receive(attempt, arrival),
    atClient: (packet) => atClient(attempt, packet),
  })
  return concluded(attempt, attempt.outcome === 'delivered')
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
const answer = (attempt: Attempt, { space, packet, device }: Arrival, socket: SocketRecord | null): void => {
  const source = destinationOf(packet)
  if (source.startsWith('ff') || packet.route?.type === 'broadcast') {
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
    sender: {
      uid: socket?.uid ?? 0,
      gid: 0,
      device: socket?.device ?? (isLinkLocal(sourceOf(packet)) ? device.ifindex : 0),
      kernel: false,
    },
  })
  attempt.reply = reply
  sendLocal(attempt.trial, space, reply)
}

const atClient = (attempt: Attempt, packet: Packet): void => {
  if (attempt.outcome !== null) return
  const errno = packet.protocol === IPPROTO_UDP ? null : errnoOfIcmp(packet)
  if (packet.protocol !== IPPROTO_UDP && errno === null) return
  attempt.outcome = errno === null ? 'delivered' : outcomeOf(errno)
  attempt.returned = packet
  attempt.reply ??= packet
}
