import { macBytes } from '../../../packet/address-bytes.ts'
import { tcpHeaderLengthOf } from '../../../packet/fields.ts'
import { IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import type { Machine } from '../machine.ts'

/** Where the bytes of a header begin in the packet; null where it has none. */
export const headerAt = (machine: Machine, base: string): number | null => {
  const { packet } = machine
  switch (base) {
    case 'network':
      return 0
    case 'transport':
      return machine.hasTransport && !machine.isLaterFragment ? packet.transport : null
    case 'inner':
      return innerAt(machine)
    default:
      return null
  }
}

/** Behind the header of UDP or TCP (nft_payload_inner_offset). */
const innerAt = (machine: Machine): number | null => {
  const { packet } = machine
  if (!machine.hasTransport || machine.isLaterFragment) return null
  if (packet.protocol === IPPROTO_UDP) return packet.transport + 8
  if (packet.protocol !== IPPROTO_TCP || packet.transport + 20 > packet.bytes.length) return null
  return packet.transport + tcpHeaderLengthOf(packet)
}

/** The bytes from the Ethernet header on; a tag that the device took off is put back where it was (nft_payload_copy_vlan). */
export const linkBytes = ({ packet }: Machine): Uint8Array | null => {
  const { link, vlan, bytes, etherType } = packet
  if (link === null) return null
  const addresses = [...macBytes(link.destination), ...macBytes(link.source)]
  const tag = vlan === null ? [] : [vlan.protocol >>> 8, vlan.protocol & 0xff, vlan.id >>> 8, vlan.id & 0xff]
  return Uint8Array.from([...addresses, ...tag, etherType >>> 8, etherType & 0xff, ...bytes.subarray(0, 128)])
}
