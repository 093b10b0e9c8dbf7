import type { Outcome } from '../answer.ts'
import type { Errno } from '../ip/errno.ts'
import {
  destinationOf,
  destinationPortOf,
  icmpCodeOf,
  icmpIdentifierOf,
  icmpTypeOf,
  innerOf,
  isIcmp,
  sourceOf,
  sourcePortOf,
} from '../packet/fields.ts'
import { ETH_P_IPV6, IPPROTO_TCP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { type ArrivalDevice, arrivalDevice, isDeviceWanted } from '../sockets/device.ts'
import type { Arrival } from '../trial.ts'
import type { Client } from './client.ts'

/** icmp_err_convert, net/ipv4/icmp.c: by the code of `destination unreachable`. */
const icmpErrors: readonly Errno[] = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENOPROTOOPT',
  'ECONNREFUSED',
  'EMSGSIZE',
  'EOPNOTSUPP',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENONET',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
]
const FRAGMENTATION_NEEDED = 4

/** tab_unreach, net/ipv6/icmp.c */
const icmp6Errors: readonly Errno[] = [
  'ENETUNREACH',
  'EACCES',
  'EHOSTUNREACH',
  'EHOSTUNREACH',
  'ECONNREFUSED',
  'EACCES',
  'EACCES',
]

/**
 * What an ICMP error does to a socket that has just sent its first packet: a connecting one of TCP takes every error but those about
 * size (tcp_v4_err, tcp_v6_err), others do when they have asked for errors (IP_RECVERR), as we take them to have.
 * @returns null for an error that the socket does not care about
 */
export const errnoOfIcmp = (packet: Packet): Errno | null => {
  const [type, code] = [icmpTypeOf(packet), icmpCodeOf(packet)]
  if (packet.etherType === ETH_P_IPV6) {
    if (type === 1) return icmp6Errors[code] ?? 'EPROTO'
    if (type === 3) return 'EHOSTUNREACH'
    return type === 4 ? 'EPROTO' : null
  }
  if (type === 3) return code === FRAGMENTATION_NEEDED ? null : (icmpErrors[code] ?? null)
  if (type === 11) return 'EHOSTUNREACH'
  return type === 12 ? 'EPROTO' : null
}

/** Whether an ICMP error is about what a client sent, and finds its socket. */
export const isAbout = ({ space, packet, device }: Arrival, client: Client): boolean => {
  if (client.space !== space) return false
  const inner = innerOf(packet)
  if (inner === null || sourceOf(inner) !== client.source || destinationOf(inner) !== client.destination) return false
  const fits = isIcmp(inner)
    ? isEchoRequest(inner) && icmpIdentifierOf(inner) === client.sourcePort
    : sourcePortOf(inner) === client.sourcePort && destinationPortOf(inner) === client.port
  return fits && isDeviceWanted(client.device, errorDevice(inner, packet, device))
}

/** Errors about other messages, as answers to oneself, are none of what asked. */
const isEchoRequest = (packet: Packet): boolean => icmpTypeOf(packet) === (packet.etherType === ETH_P_IPV6 ? 128 : 8)

/**
 * By which interface an error looks for its socket: some protocols take the device itself, so that what a host tells itself over `lo`
 * does not find a socket that is bound to an interface (__udp4_lib_err, raw_icmp_error, tcp_v6_err: skb->dev; others inet_iif).
 */
const errorDevice = (inner: Packet, packet: Packet, device: Device): ArrivalDevice => {
  const isTcp = inner.protocol === IPPROTO_TCP
  const takesDevice = packet.etherType === ETH_P_IPV6 ? isTcp : !isTcp
  return takesDevice ? { device: device.ifindex, vrf: 0 } : arrivalDevice(packet, device)
}

/** What the program sees, in the words of the answer. */
export const outcomeOf = (errno: string): Outcome => {
  switch (errno) {
    case 'ECONNREFUSED':
      return 'refused'
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
    case 'ENONET':
      return 'host-unreachable'
    case 'ENETUNREACH':
      return 'network-unreachable'
    case 'EPERM':
    case 'EACCES':
      return 'not-permitted'
    case 'ENOPROTOOPT':
    case 'EPROTO':
      return 'protocol-unreachable'
    default:
      return 'invalid'
  }
}
