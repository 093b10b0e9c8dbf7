import { read16, read32 } from '../../packet/address-bytes.ts'
import { destinationOf, familyOf, sourceOf } from '../../packet/fields.ts'
import { packetOf } from '../../packet/layout.ts'
import {
  ETH_P_IP,
  ETH_P_IPV6,
  ETH_P_TEB,
  IPPROTO_GRE,
  IPPROTO_IPIP,
  IPPROTO_IPV6,
  type Packet,
} from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { note, type Trial } from '../../trial.ts'
import { packetTypeAt } from '../hardware-address.ts'
import { deviceKey, deviceText } from '../text.ts'
import { carriedBy, frameWithin } from './frame-bytes.ts'
import { type TunnelSettings, tunnelSettings, tunnelsIn } from './ip-tunnel-ends.ts'

/** What a packet carries: the type of it, where it begins, and the key of GRE. */
interface Carried {
  readonly etherType: number
  readonly at: number
  readonly key: number | null
}

const carriedIn = ({ protocol, transport, bytes }: Packet): Carried | null => {
  if (protocol === IPPROTO_IPIP) return { etherType: ETH_P_IP, at: transport, key: null }
  if (protocol === IPPROTO_IPV6) return { etherType: ETH_P_IPV6, at: transport, key: null }
  if (protocol !== IPPROTO_GRE) return null
  const hasKey = (read16(bytes, transport) & 0x2000) !== 0
  return {
    etherType: read16(bytes, transport + 2),
    at: transport + (hasKey ? 8 : 4),
    key: hasKey ? read32(bytes, transport + 4) : null,
  }
}

/**
 * Takes the packet out of one that a tunnel carries (ip_tunnel_rcv, ip_tunnel_lookup, net/ipv4/ip_tunnel.c).
 * @returns false when no tunnel is for it: the protocol is not taken then
 */
export const receiveIpTunnel = (trial: Trial, packet: Packet, space: Space): boolean => {
  const carried = carriedIn(packet)
  if (carried === null) return false
  const device = tunnelFor(trial, packet, space, carried)
  if (device === undefined) return false
  const inner =
    carried.etherType === ETH_P_TEB
      ? frameWithin(packet, carried.at)
      : carriedBy(packet, packetOf(packet.label, carried.etherType, packet.bytes.slice(carried.at)))
  if (inner === null) return true
  if (inner.link !== null) inner.packetType = packetTypeAt(device, inner.link.destination)
  note(inner, {
    kind: 'tunnel',
    space: device.space,
    detail: () => `from ${sourceOf(packet)} to ${deviceText(device)}`,
    object: () => deviceKey(device),
  })
  trial.frames.push({ device, packet: inner })
  return true
}

/** The tunnel with both ends named goes before those with one, or none. */
const tunnelFor = (trial: Trial, packet: Packet, space: Space, carried: Carried): Device | undefined => {
  const fits = tunnelsIn(trial.scene, space).filter((device) => {
    const settings = tunnelSettings(device)
    return device.isUp && settings !== null && isFor(packet, settings, carried)
  })
  const named = (device: Device): number => {
    const settings = tunnelSettings(device)
    return (settings?.remote === null ? 0 : 2) + (settings?.local === null ? 0 : 1)
  }
  return fits.sort((a, b) => named(b) - named(a))[0]
}

const isFor = (packet: Packet, settings: TunnelSettings, { etherType, key }: Carried): boolean => {
  if (settings.isGre !== (packet.protocol === IPPROTO_GRE)) return false
  if (settings.isIpv6 !== (familyOf(packet) === 'ipv6')) return false
  if (settings.isGre && settings.isEthernet !== (etherType === ETH_P_TEB)) return false
  if (settings.inputKey !== key) return false
  return (
    (settings.remote === null || settings.remote === sourceOf(packet)) &&
    (settings.local === null || settings.local === destinationOf(packet))
  )
}
