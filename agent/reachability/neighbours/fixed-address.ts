import { broadcastAddress, zeroAddress } from '../link/hardware-address.ts'
import { multicastMac } from '../packet/build.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import type { Device } from '../scene/device.ts'

/** IFF_*, linux/if.h */
const IFF_LOOPBACK = 0x8
const IFF_POINTOPOINT = 0x10
const IFF_NOARP = 0x80

const isMulticast = (address: string): boolean => {
  if (address.includes(':')) return address.startsWith('ff')
  const first = Number.parseInt(address, 10)
  return first >= 224 && first < 240
}

/**
 * The hardware address of a neighbour that nobody is asked for, because address or device tell it (arp_constructor, net/ipv4/arp.c;
 * ndisc_constructor, net/ipv6/ndisc.c). Undefined for one that has to be asked for. Without ARP all frames go to the device's own
 * address, as nothing better is known.
 */
export const fixedAddress = (packet: Packet, device: Device, nextHop: string): string | undefined => {
  if (isMulticast(nextHop)) return multicastMac(nextHop)
  const { flags, broadcast } = device.record
  if ((flags & (IFF_NOARP | IFF_LOOPBACK)) !== 0) return device.mac ?? zeroAddress
  if ((flags & IFF_POINTOPOINT) !== 0) return broadcast ?? broadcastAddress
  if (packet.route?.type === 'broadcast') return broadcast ?? broadcastAddress
  return undefined
}

/** As above for a broadcast address that the route does not show: looked at only when a neighbour would be asked for. */
export const isBroadcast = (device: Device, nextHop: string): boolean =>
  !nextHop.includes(':') && addressTypeOf(device.space, nextHop, device) === 'broadcast'
