import { macAt, read16, write16 } from '../../../packet/address-bytes.ts'
import { IPPROTO_UDPLITE } from '../../../packet/layout.ts'
import { IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../../packet/packet.ts'
import { dropped, type Machine, type Operation } from '../machine.ts'
import { registerAt } from '../registers.ts'
import { settled } from '../unknowns.ts'
import { headerAt, linkBytes } from './headers.ts'
import type { ExpressionOf } from './kinds.ts'

/** Puts a register into the packet, and mends the checksums that the rule names (nft_payload_set_eval). */
export const payloadSet = (expression: ExpressionOf<'payload'>, sreg: number): Operation => {
  const { base = '', offset = 0, length = 0, csumType = 'none', csumOffset = 0, csumFlags = [] } = expression
  const from = registerAt(sreg)
  return (machine) => {
    const value = settled(machine, from, length)
    if (value === null) return dropped('program')
    if (base === 'link') return setLink(machine, offset, value)
    const start = headerAt(machine, base)
    const { bytes } = machine.packet
    if (start === null || start + offset + length > bytes.length) return 'break'
    const at = start + offset
    const difference = wordsOf(value, 0, length) - wordsOf(bytes, at, length)
    if (csumType === 'inet') {
      if (start + csumOffset + 2 > bytes.length) return 'break'
      mendBy(bytes, start + csumOffset, difference)
    }
    if (csumFlags.includes('pseudohdr')) {
      const checksum = transportChecksumAt(machine)
      if (checksum !== null) mendBy(bytes, checksum, difference)
    }
    bytes.set(value, at)
    machine.acted = true
    return null
  }
}

/** Words as csum_partial adds them, the first byte being the higher one, wherever it stands in the packet. */
const wordsOf = (bytes: Uint8Array, at: number, length: number): number => {
  let sum = 0
  for (let i = 0; i < length; i++) sum += i % 2 === 0 ? (bytes[at + i] ?? 0) * 256 : (bytes[at + i] ?? 0)
  return sum
}

/** nft_csum_replace: a checksum that comes out as 0 is written as 0xffff. */
const mendBy = (bytes: Uint8Array, at: number, difference: number): void => {
  let sum = (~read16(bytes, at) & 0xffff) + (((difference % 0xffff) + 0xffff) % 0xffff)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  const checksum = ~sum & 0xffff
  write16(bytes, at, checksum === 0 ? 0xffff : checksum)
}

/** nft_payload_l4csum_offset */
const transportChecksumAt = ({ packet, isLaterFragment }: Machine): number | null => {
  const { protocol, transport, bytes } = packet
  if (isLaterFragment) return null
  const at = transport + (protocol === IPPROTO_TCP ? 16 : protocol === IPPROTO_ICMPV6 ? 2 : 6)
  if (at + 2 > bytes.length) return null
  if (protocol === IPPROTO_UDP) return read16(bytes, at) === 0 ? null : at
  return protocol === IPPROTO_TCP || protocol === IPPROTO_ICMPV6 || protocol === IPPROTO_UDPLITE ? at : null
}

const setLink = (machine: Machine, offset: number, value: Uint8Array): null | 'break' => {
  const { packet } = machine
  const bytes = linkBytes(machine)
  const { vlan } = packet
  const headerLength = vlan === null ? 14 : 18
  if (bytes === null || offset + value.length > headerLength) return 'break'
  bytes.set(value, offset)
  packet.link = { destination: macAt(bytes, 0), source: macAt(bytes, 6) }
  if (vlan !== null) packet.vlan = { protocol: read16(bytes, 12), id: read16(bytes, 14) & 0xfff }
  packet.etherType = read16(bytes, headerLength - 2)
  machine.acted = true
  return null
}
