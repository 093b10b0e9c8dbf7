import { echoPacket } from '../packet/build.ts'
import { destinationOf, icmpIdentifierOf, icmpTypeOf, isIcmpError } from '../packet/fields.ts'
import { ETH_P_IPV6, type Packet } from '../packet/packet.ts'
import { arrivalDevice, isDeviceWanted } from '../sockets/device.ts'
import type { Arrival, Trial } from '../trial.ts'
import { type Attempt, conclude, exchangeOf, newAttempt } from './attempt.ts'
import type { Client } from './client.ts'
import { errnoOfIcmp, isAbout, outcomeOf } from './errors.ts'
import type { Exchange, Probe } from './exchange.ts'
import { hopsTo } from './hops-of-groups.ts'
import { answersEcho } from './icmp-reply.ts'
import { runAttempt } from './run-attempt.ts'
import { receiveUdp } from './udp-receive.ts'

/** An echo request over a raw socket, as `ping` has, and its reply. */
export const exchangeIcmp = (trial: Trial, probe: Probe, client: Client): Exchange => {
  const request = echoPacket({
    label: 'echo request',
    source: client.source,
    destination: client.destination,
    identifier: client.sourcePort,
    sender: client.sender,
    ...hopsTo(client.destination),
  })
  const attempt = newAttempt(trial, probe, client, request)
  runAttempt(attempt, { receive, atClient })
  return exchangeOf(attempt, attempt.outcome === 'replied')
}

const isReply = (packet: Packet): boolean => icmpTypeOf(packet) === (packet.etherType === ETH_P_IPV6 ? 129 : 0)

/** raw_v4_match, net/ipv4/raw.c: of raw sockets the interface has to fit, and the address they are bound to; who answers does not count. */
const isForSocket = ({ client, probe }: Attempt, { space, packet, device }: Arrival): boolean =>
  client.space === space &&
  isReply(packet) &&
  icmpIdentifierOf(packet) === client.sourcePort &&
  (probe.source === undefined || destinationOf(packet) === probe.source) &&
  isDeviceWanted(client.device, arrivalDevice(packet, device))

const receive = (attempt: Attempt, arrival: Arrival): void => {
  const { space, packet, device } = arrival
  const { trial, client, request } = attempt
  if ((isIcmpError(packet) && isAbout(arrival, client)) || isForSocket(attempt, arrival)) {
    atClient(attempt, packet)
    return
  }
  const isRequest = packet.label === request.label
  const answered = (reply: Packet): void => {
    if (isRequest) attempt.reply = reply
  }
  if (answersEcho(trial, space, packet, device, answered)) {
    if (!isRequest) return
    attempt.arrived = packet
    attempt.reached = { space, socket: null }
  } else receiveUdp(trial, space, packet, device)
}

const atClient = (attempt: Attempt, packet: Packet): void => {
  if (attempt.outcome !== null) return
  if (isReply(packet)) {
    conclude(attempt, packet, 'replied')
    return
  }
  const errno = errnoOfIcmp(packet)
  if (errno !== null) conclude(attempt, packet, outcomeOf(errno))
}
