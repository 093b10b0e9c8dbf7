import { IFF_LOOPBACK } from '../../../../../collectors/netlink/messages/link.ts'
import { addressAt, read32 } from '../../../packet/address-bytes.ts'
import { tosOf } from '../../../packet/fields.ts'
import { IPPROTO_ICMPV6 } from '../../../packet/packet.ts'
import { type AddressType, addressTypeOf } from '../../../routing/address-type.ts'
import { LOOPBACK_IFINDEX } from '../../../routing/constants.ts'
import { fibLookup } from '../../../routing/ipv4/fib.ts'
import { isLimitedBroadcast, isLocalMulticast, isMulticast, isZeronet } from '../../../routing/ipv4/number.ts'
import { kindOf } from '../../../routing/ipv6/kind.ts'
import { outputIpv6 } from '../../../routing/ipv6/lookup.ts'
import { hasIpv6 } from '../../../routing/ipv6/source-address.ts'
import { plainFlow } from '../../../routing/plain-flow.ts'
import { withinVrf } from '../../../routing/policy.ts'
import type { Route } from '../../../routing/route.ts'
import { vrfIndexOf } from '../../../routing/vrf.ts'
import type { Device } from '../../../scene/device.ts'
import { nameOf } from '../device-name.ts'
import { ipFamilyOf, type Machine, type Operation } from '../machine.ts'
import { putByte, putBytes, putWord, registerAt } from '../registers.ts'
import type { ExpressionOf } from './kinds.ts'

type Fib = ExpressionOf<'fib'>

/** RTN_*, linux/rtnetlink.h */
const typeNumbers: { readonly [T in AddressType]: number } = {
  unspecified: 0,
  unicast: 1,
  local: 2,
  broadcast: 3,
  anycast: 4,
  multicast: 5,
  blackhole: 6,
  unreachable: 7,
  prohibit: 8,
}

const deviceOf = ({ state }: Machine, flags: readonly string[]): Device | null => {
  if (flags.includes('iif')) return state.in
  return flags.includes('oif') ? state.out : null
}

/** What the routing tables say of an address of the packet (net/ipv4/netfilter/nft_fib_ipv4.c, net/ipv6/netfilter/nft_fib_ipv6.c). */
export const fib = (expression: Fib): Operation => {
  const { dreg, result = '', flags = [] } = expression
  const to = registerAt(dreg)
  if (result === 'type') return addressType(to, flags)
  const isName = result === 'oifname'
  const onlyPresence = flags.includes('present')
  return (machine) => {
    const family = ipFamilyOf(machine)
    if (family === null) return 'break'
    const device = family === 'ipv4' ? findIpv4(machine, flags) : findIpv6(machine, flags)
    const { registers } = machine
    if (onlyPresence) putByte(registers, to, device === null ? 0 : 1)
    else if (isName) putBytes(registers, to, nameOf(device))
    else putWord(registers, to, device?.ifindex ?? 0)
    return null
  }
}

const addressType =
  (to: number, flags: readonly string[]): Operation =>
  (machine) => {
    const family = ipFamilyOf(machine)
    if (family === null) return 'break'
    const type = family === 'ipv4' ? typeIpv4(machine, flags) : typeIpv6(machine, flags)
    putWord(machine.registers, to, typeNumbers[type])
    return null
  }

/** nft_fib4_eval_type */
const typeIpv4 = (machine: Machine, flags: readonly string[]): AddressType => {
  const address = addressAt(machine.packet.bytes, flags.includes('daddr') ? 16 : 12, 'ipv4')
  return addressTypeOf(machine.state.space, address, deviceOf(machine, flags))
}

/** __nft_fib6_eval_type: unlike xt_addrtype it looks for a route by any device. */
const typeIpv6 = (machine: Machine, flags: readonly string[]): AddressType => {
  const device = deviceOf(machine, flags)
  const route = routeIpv6(machine, flags, device)
  if (route.type === 'none') return 'unreachable'
  if (route.type === 'blackhole' || route.type === 'prohibit' || route.type === 'unreachable') return route.type
  if (route.type === 'anycast') return 'anycast'
  const address = addressAt(machine.packet.bytes, flags.includes('daddr') ? 24 : 8, 'ipv6')
  if (device === null ? route.type === 'local' : hasIpv6(machine.state.space, device, address)) return 'local'
  const { isMulticast, isUnicast } = kindOf(address)
  if (isMulticast) return 'multicast'
  return isUnicast ? 'unicast' : 'unspecified'
}

/** nft_fib_can_skip: what the host sends to itself is always from where it came in. */
const isFromItself = ({ state, packet }: Machine): boolean =>
  ['prerouting', 'ingress', 'input'].includes(state.hook) &&
  state.in !== null &&
  (packet.packetType === 'loopback' || (state.in.record.flags & IFF_LOOPBACK) !== 0)

/** nft_fib4_eval; null: no route, or by another device. */
const findIpv4 = (machine: Machine, flags: readonly string[]): Device | null => {
  const { packet, state } = machine
  if (isFromItself(machine)) return state.in
  const [source, destination] = [read32(packet.bytes, 12), read32(packet.bytes, 16)]
  if (isZeronet(source) && (isLimitedBroadcast(destination) || isLocalMulticast(destination)))
    return state.in ?? state.out
  const isForward = flags.includes('daddr')
  const wanted = deviceOf(machine, flags)
  const [to, from] = isForward ? [destination, source] : [source, destination]
  const isReversed = !isForward && state.hook === 'forward' && flags.includes('iif')
  const input = isReversed ? (state.out?.ifindex ?? LOOPBACK_IFINDEX) : LOOPBACK_IFINDEX
  const output = flags.includes('iif') && wanted !== null ? vrfIndexOf(wanted) : 0
  const key = {
    destination: to,
    source: isZeronet(from) || isMulticast(from) || isLimitedBroadcast(from) ? 0 : from,
    mark: flags.includes('mark') ? packet.mark : 0,
    protocol: 0,
    sourcePort: 0,
    destinationPort: 0,
    tos: tosOf(packet) & 0xfc,
    uid: 0,
    input,
    ...withinVrf(state.space, input, output),
  }
  const outcome = fibLookup(state.space, key, { ignoreLinkstate: true })
  if (outcome === null || 'refuses' in outcome || outcome.alias.type === 'local') return null
  if (wanted === null) return outcome.device ?? null
  return outcome.alias.hops.some(({ device }) => device !== undefined && isWithin(device, wanted)) ? wanted : null
}

/** It is the device, or belongs to the VRF that the device is (fib_info_nh_uses_dev). */
const isWithin = (device: Device, wanted: Device): boolean =>
  device.ifindex === wanted.ifindex || vrfIndexOf(device) === wanted.ifindex

/** nft_fib6_eval */
const findIpv6 = (machine: Machine, flags: readonly string[]): Device | null => {
  if (isFromItself(machine) || isFirstSolicitation(machine)) return machine.state.in
  const wanted = deviceOf(machine, flags)
  const route = routeIpv6(machine, flags, wanted)
  if (route.type !== 'unicast' && route.type !== 'multicast') return null
  if (route.device === null || (wanted !== null && !isWithin(route.device, wanted))) return null
  return route.device
}

/** nft_fib6_flowi_init, with one lookup */
const routeIpv6 = ({ packet, state }: Machine, flags: readonly string[], wanted: Device | null): Route => {
  const { bytes } = packet
  const [to, from] = flags.includes('daddr') ? [24, 8] : [8, 24]
  const destination = addressAt(bytes, to, 'ipv6')
  const near = wanted ?? state.in ?? state.out
  const isVrfMember = wanted !== null && vrfIndexOf(wanted) !== 0
  const output = kindOf(destination).isLinkLocal ? near : flags.includes('iif') && isVrfMember ? wanted : null
  return outputIpv6(
    state.space,
    plainFlow(destination, {
      source: bytes[from] === 0xff ? '::' : addressAt(bytes, from, 'ipv6'),
      mark: flags.includes('mark') ? packet.mark : 0,
      protocol: packet.protocol,
      tos: tosOf(packet),
      output: output?.ifindex ?? 0,
    }),
    state.trial,
  )
}

/** Duplicate address detection has no source yet (nft_fib_v6_skip_icmpv6). */
const isFirstSolicitation = ({ packet, state }: Machine): boolean =>
  (state.hook === 'prerouting' || state.hook === 'ingress') &&
  packet.protocol === IPPROTO_ICMPV6 &&
  kindOf(addressAt(packet.bytes, 8, 'ipv6')).isAny &&
  kindOf(addressAt(packet.bytes, 24, 'ipv6')).isLinkLocal
