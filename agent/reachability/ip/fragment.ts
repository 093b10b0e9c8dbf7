import { read16, write16 } from '../packet/address-bytes.ts'
import { checksumOf, sumOf } from '../packet/checksum.ts'
import { copyOf } from '../packet/copy.ts'
import { familyOf } from '../packet/fields.ts'
import { transportOf } from '../packet/layout.ts'
import type { Packet } from '../packet/packet.ts'

/** IPPROTO_FRAGMENT */
const FRAGMENT = 44
const MORE = 0x2000

/** The pieces of a packet that fit into an MTU, in order (ip_do_fragment, ip6_fragment). */
export const fragmentsOf = (packet: Packet, mtu: number): Packet[] =>
  familyOf(packet) === 'ipv4' ? fragmentsOfIpv4(packet, mtu) : fragmentsOfIpv6(packet, mtu)

/** Another packet of the same flow, with bytes of its own. */
const pieceOf = (packet: Packet, bytes: Uint8Array<ArrayBuffer>): Packet => {
  const piece = { ...copyOf(packet), bytes }
  const transport = transportOf(bytes, familyOf(packet))
  piece.transport = transport.at
  piece.protocol = transport.protocol
  return piece
}

const fragmentsOfIpv4 = (packet: Packet, mtu: number): Packet[] => {
  const { bytes } = packet
  const header = ((bytes[0] ?? 0) & 0xf) * 4
  const room = (mtu - header) & ~7
  const [flags, end] = [read16(bytes, 6), bytes.length]
  const pieces: Packet[] = []
  for (let at = header; at < end; at += room) {
    const data = bytes.subarray(at, Math.min(at + room, end))
    const piece = new Uint8Array(header + data.length)
    piece.set(bytes.subarray(0, header))
    piece.set(data, header)
    write16(piece, 2, piece.length)
    const more = at + data.length < end || (flags & MORE) !== 0 ? MORE : 0
    write16(piece, 6, ((flags & 0x1fff) + (at - header) / 8) | more)
    write16(piece, 10, 0)
    write16(piece, 10, checksumOf(sumOf(piece, 0, header)))
    pieces.push(pieceOf(packet, piece))
  }
  return pieces
}

const fragmentsOfIpv6 = (packet: Packet, mtu: number): Packet[] => {
  const { bytes } = packet
  const header = 40
  const room = (mtu - header - 8) & ~7
  const end = bytes.length
  const pieces: Packet[] = []
  for (let at = header; at < end; at += room) {
    const data = bytes.subarray(at, Math.min(at + room, end))
    const piece = new Uint8Array(header + 8 + data.length)
    piece.set(bytes.subarray(0, header))
    write16(piece, 4, 8 + data.length)
    piece[6] = FRAGMENT
    piece[header] = bytes[6] ?? 0
    write16(piece, header + 2, (at - header) | (at + data.length < end ? 1 : 0))
    piece[header + 7] = 1
    piece.set(data, header + 8)
    pieces.push(pieceOf(packet, piece))
  }
  return pieces
}
