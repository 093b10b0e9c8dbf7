import { errnoOfRoute } from '../ip/errno.ts'
import { errorTos, icmpErrorFor, kernelSender } from '../packet/build.ts'
import {
  destinationOf,
  familyOf,
  fragmentOffsetOf,
  icmpTypeOf,
  isIcmp,
  isIcmpError,
  sourceOf,
} from '../packet/fields.ts'
import { IPPROTO_ICMP, IPPROTO_ICMPV6, type Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { isGroup, isLinkLocal } from '../routing/ipv6/kind.ts'
import { lookupRoute } from '../routing/lookup.ts'
import { plainFlow } from '../routing/plain-flow.ts'
import type { Route } from '../routing/route.ts'
import { selectSource } from '../routing/source-address.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'
import { relateTo } from './relate.ts'

/** Type and code as RFC 792 and RFC 4443 number them; the MTU of `fragmentation needed` and `packet too big`. */
export interface IcmpError {
  readonly type: number
  readonly code: number
  readonly mtu?: number
}

/**
 * Lets a namespace tell the sender of a packet what happened to it, unless the rules forbid it (RFC 1122, section 3.2.2; RFC 4443,
 * section 2.4). The limits of how many are sent (`icmp_ratelimit`) are not looked at: they depend on the moment.
 * Errors carry no mark (`fwmark_reflect` is 0 by default).
 */
export const sendIcmpError = (trial: Trial, space: Space, packet: Packet, error: IcmpError): void => {
  if (packet.packetType !== 'host' && packet.packetType !== 'outgoing' && packet.packetType !== 'loopback') return
  if (familyOf(packet) === 'ipv6') sendIcmp6(trial, space, packet, error)
  else sendIcmp4(trial, space, packet, error)
}

const isAboutMany = (route: Route | null): boolean => route?.type === 'broadcast' || route?.type === 'multicast'

/** __icmp_send, net/ipv4/icmp.c */
const sendIcmp4 = (trial: Trial, space: Space, packet: Packet, error: IcmpError): void => {
  if (isAboutMany(packet.route) || fragmentOffsetOf(packet) > 0) return
  if (isIcmpError(packet) || (isIcmp(packet) && icmpTypeOf(packet) > 18)) return
  const [client, destination] = [sourceOf(packet), destinationOf(packet)]
  // Where it was delivered here the address that was asked for answers; a router answers from its own.
  const source = packet.route?.type === 'local' ? destination : null
  const route = lookupRoute(space, plainFlow(client, { source, protocol: IPPROTO_ICMP, tos: errorTos(packet) }), trial)
  const chosen = source ?? route.source
  if (errnoOfRoute(route) !== null || chosen === null) return
  push(trial, space, packet, error, { source: chosen, route, device: 0 })
}

/** icmp6_send, net/ipv6/icmp.c */
const sendIcmp6 = (trial: Trial, space: Space, packet: Packet, error: IcmpError): void => {
  const [client, destination] = [sourceOf(packet), destinationOf(packet)]
  if (isGroup(destination) && error.type !== 2) return
  if (client === '::' || isGroup(client)) return
  if (isIcmpError(packet) || fragmentOffsetOf(packet) > 0) return
  const input = packet.arrivedAt
  const isOwn = !isGroup(destination) && isOwnAddress(space, destination, packet)
  const device = isLinkLocal(client) ? (deviceNow(packet)?.ifindex ?? ownDevice(packet)) : 0
  const near = isOwn
    ? destination
    : input === null || hasPreferredSource(trial, space, client)
      ? null
      : selectSource(space, input, client, 0)
  const flow = plainFlow(client, { source: near, protocol: IPPROTO_ICMPV6, output: device })
  const route = lookupRoute(space, flow, trial)
  const source = near ?? route.source
  if (errnoOfRoute(route) !== null || source === null) return
  push(trial, space, packet, error, { source, route, device })
}

/** icmpv6_rt_has_prefsrc */
const hasPreferredSource = (trial: Trial, space: Space, client: string): boolean =>
  lookupRoute(space, plainFlow(client, { protocol: IPPROTO_ICMPV6 }), trial).record?.preferredSource !== undefined

/** skb->dev of what came in; between two ports of a bridge it is the one that the frame goes out by (__br_forward). */
const deviceNow = ({ bridged, arrivedAt }: Packet): Device | null =>
  bridged === null ? arrivedAt : (bridged.physicalOut ?? bridged.physicalIn.master)

/** icmp6_iif: of what is sent here, the device that it goes out by; over `lo`, the one that has the address. */
const ownDevice = ({ route }: Packet): number =>
  (route?.type === 'local' ? route.record?.outputInterface : route?.device?.ifindex) ?? 0

const isOwnAddress = (space: Space, address: string, packet: Packet): boolean => {
  if (packet.route?.type === 'local') return true
  const type = addressTypeOf(space, address)
  return type === 'local' || type === 'anycast'
}

const push = (
  trial: Trial,
  space: Space,
  packet: Packet,
  error: IcmpError,
  by: { readonly source: string; readonly route: Route; readonly device: number },
): void => {
  const answer = icmpErrorFor(packet, { ...error, source: by.source })
  answer.sender = { ...kernelSender, device: by.device }
  answer.route = by.route
  relateTo(answer, packet, space)
  trial.toSend.push({ space, packet: answer })
}
