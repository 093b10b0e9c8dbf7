import { read16, write16 } from '../packet/address-bytes.ts'
import { checksumOf, sumOf } from '../packet/checksum.ts'
import { destinationOf, familyOf, fragmentOffsetOf, sourceOf } from '../packet/fields.ts'
import { transportOf } from '../packet/layout.ts'
import type { Packet } from '../packet/packet.ts'
import type { Space } from '../scene/space.ts'
import type { Trial } from '../trial.ts'

/** Where the data of a fragment begins, and whether more follow. */
const shapeOf = (packet: Packet): { readonly data: Uint8Array; readonly at: number; readonly more: boolean } => {
  const { bytes } = packet
  if (familyOf(packet) === 'ipv4')
    return {
      data: bytes.subarray(((bytes[0] ?? 0) & 0xf) * 4),
      at: fragmentOffsetOf(packet),
      more: (read16(bytes, 6) & 0x2000) !== 0,
    }
  return { data: bytes.subarray(48), at: fragmentOffsetOf(packet), more: ((bytes[43] ?? 0) & 1) !== 0 }
}

/** Collects the fragments of a packet (ip_defrag, net/ipv4/ip_fragment.c; ipv6_frag_rcv). @returns the whole one with its last piece, and null before */
export const reassemble = ({ fragments }: Trial, space: Space, packet: Packet): Packet | null => {
  const key = `${space.netns} ${sourceOf(packet)} ${destinationOf(packet)} ${packet.label}`
  const pieces = [...(fragments.get(key) ?? []), packet]
  fragments.set(key, pieces)
  const sorted = pieces.map((piece) => ({ piece, ...shapeOf(piece) })).sort((a, b) => a.at - b.at)
  let end = 0
  for (const { at, data } of sorted) if (at <= end) end = Math.max(end, at + data.length)
  const last = sorted.find(({ more }) => !more)
  const [first] = sorted
  if (last === undefined || first === undefined || first.at > 0 || end < last.at + last.data.length) return null
  fragments.delete(key)
  return joined(first.piece, sorted, end)
}

const joined = (
  first: Packet,
  pieces: readonly { readonly at: number; readonly data: Uint8Array }[],
  length: number,
): Packet => {
  const isIpv4 = familyOf(first) === 'ipv4'
  const header = isIpv4 ? ((first.bytes[0] ?? 0) & 0xf) * 4 : 40
  const bytes = new Uint8Array(header + length)
  bytes.set(first.bytes.subarray(0, header))
  for (const { at, data } of pieces) bytes.set(data, header + at)
  if (isIpv4) {
    write16(bytes, 2, bytes.length)
    write16(bytes, 6, 0)
    write16(bytes, 10, 0)
    write16(bytes, 10, checksumOf(sumOf(bytes, 0, header)))
  } else {
    write16(bytes, 4, length)
    bytes[6] = first.bytes[40] ?? 0
  }
  const { at, protocol } = transportOf(bytes, familyOf(first))
  return { ...first, bytes, transport: at, protocol }
}
