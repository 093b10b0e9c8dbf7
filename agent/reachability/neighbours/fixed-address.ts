import { broadcastAddress, zeroAddress } from '../link/hardware-address.ts'
import { ipv4Number } from '../packet/address-bytes.ts'
import { multicastMac } from '../packet/build.ts'
import type { Packet } from '../packet/packet.ts'
import { addressTypeOf } from '../routing/address-type.ts'
import { isMulticast } from '../routing/ipv4/number.ts'
import { isGroup } from '../routing/ipv6/kind.ts'
import type { Device } from '../scene/device.ts'

/** linux/if.h */
const IFF_POINTOPOINT = 0x10

const isForMany = (address: string): boolean =>
  address.includes(':') ? isGroup(address) : isMulticast(ipv4Number(address))

/**
 * The hardware address of a neighbour that nobody is asked for, because address or device tell it (arp_constructor, net/ipv4/arp.c;
 * ndisc_constructor, net/ipv6/ndisc.c). Undefined for one that has to be asked for. Without ARP all frames go to the device's own
 * address, as nothing better is known.
 */
export const fixedAddress = (packet: Packet, device: Device, nextHop: string): string | undefined => {
  if (isForMany(nextHop)) return multicastMac(nextHop)
  const { flags, broadcast } = device.record
  if (device.hasNoArp || device.kind === 'loopback') return device.mac ?? zeroAddress
  if ((flags & IFF_POINTOPOINT) !== 0) return broadcast ?? broadcastAddress
  if (packet.route?.type === 'broadcast') return broadcast ?? broadcastAddress
  return undefined
}

/** As above for a broadcast address that the route does not show: looked at only when a neighbour would be asked for. */
export const isBroadcast = (device: Device, nextHop: string): boolean =>
  !nextHop.includes(':') && addressTypeOf(device.space, nextHop, device) === 'broadcast'
