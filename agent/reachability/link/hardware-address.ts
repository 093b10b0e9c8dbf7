import type { PacketType } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'

export const broadcastAddress = 'ff:ff:ff:ff:ff:ff'
export const zeroAddress = '00:00:00:00:00:00'

/** The lowest bit of the first byte: a group of stations (is_multicast_ether_addr, linux/etherdevice.h). Text like `02:42:ac:11:00:02`. */
export const isGroupAddress = (mac: string): boolean => {
  const digit = mac.charCodeAt(1)
  // The odd digits 1 3 5 7 9 have odd codes, b d f have even ones.
  return digit < 58 ? (digit & 1) === 1 : (digit & 1) === 0
}

/** How a device sees a frame that comes to it (eth_type_trans, net/ethernet/eth.c). */
export const packetTypeAt = (device: Device, destination: string): PacketType => {
  if (destination === (device.mac ?? zeroAddress)) return 'host'
  if (!isGroupAddress(destination)) return 'otherhost'
  return destination === (device.record.broadcast ?? broadcastAddress) ? 'broadcast' : 'multicast'
}
