import { inetService, rawInteger } from './data-types.ts'
import { type Layer, layers, type Payload } from './expression-tree.ts'
import type { PacketContext } from './packet-context.ts'
import { inet, unknownProtocol } from './protocols/link.ts'
import type { Field, Protocol } from './protocols/protocol.ts'
import { th } from './protocols/transport.ts'

/** Bytes of the packet. The first two words of nearly every transport protocol are its ports. */
export const rawPayload = (layer: Layer, offset: number, bits: number): Payload => {
  const port =
    layer === layers.transport && bits === 16 ? th.fields.find((field) => field.offset === offset) : undefined
  const raw = { kind: 'payload', layer, offset, bits, order: 'network' } as const
  return port === undefined ? { ...raw, type: rawInteger } : { ...raw, type: inetService, protocol: th, field: port }
}

/** A field as an expression. */
const fieldPayload = (at: Payload, protocol: Protocol, field: Field, bits = field.bits): Payload => ({
  ...at,
  bits,
  protocol,
  field,
  type: field.type,
})

/** The header that an offset of the link layer is in, with the bits before that header. */
const headerAt = (context: PacketContext, top: Protocol, { layer, offset }: Payload): readonly [Protocol, number] => {
  if (layer !== layers.link || offset < top.length) return [top, 0]
  let before = 0
  for (const stacked of context.stackedLink) {
    if (offset - before < stacked.length) return [stacked, before]
    before += stacked.length
  }
  return [top, before]
}

const fits = (context: PacketContext, field: Field): boolean =>
  field.icmpType === null || context.icmpType === 0 || context.icmpType === field.icmpType

/** The field that it is, if the protocol is known and has such a one. */
export const completed = (context: PacketContext, payload: Payload): Payload => {
  const top = context.protocols[payload.layer]
  if (top === undefined || top === inet) return payload
  const [protocol, before] = headerAt(context, top, payload)
  const field = protocol.fields.find(
    (candidate) =>
      candidate.offset === payload.offset - before && candidate.bits === payload.bits && fits(context, candidate),
  )
  return field === undefined ? payload : fieldPayload(payload, protocol, field)
}

/** The fields that it covers: nft compares neighbours at once. The last may be less than a field, and then is a prefix. */
export const expanded = (context: PacketContext, payload: Payload): readonly Payload[] => {
  const top = context.protocols[payload.layer]
  if (top === undefined || top === unknownProtocol) return [rawPayload(payload.layer, payload.offset, payload.bits)]
  const [protocol, before] = headerAt(context, top, payload)
  const found: Payload[] = []
  let offset = payload.offset - before
  let bits = payload.bits
  for (const field of protocol.fields) {
    if (field.offset !== offset || !fits(context, field)) continue
    const at = { ...payload, offset: offset + before }
    found.push(fieldPayload(at, protocol, field, Math.min(field.bits, bits)))
    offset += field.bits
    bits -= field.bits
    if (bits <= 0) return found
  }
  return [...found, rawPayload(payload.layer, offset, bits)]
}

const lowestBit = (mask: bigint): number => {
  for (let bit = 0; bit < 128; bit++) if ((mask >> BigInt(bit)) & 1n) return bit
  return 0
}

/** Where the run of ones that begins at a bit ends. */
const endOfRun = (mask: bigint, from: number): number => {
  let bit = from + 1
  while ((mask >> BigInt(bit)) & 1n) bit++
  return bit
}

/** The fields that a mask leaves of whole bytes, and by how many bits values are shifted; null where it fits none. */
export const trimmed = (
  context: PacketContext,
  payload: Payload,
  mask: bigint,
  maskBits: number,
): { readonly field: Payload; readonly shift: number } | null => {
  const top = context.protocols[payload.layer]
  // What is a field of bits already has no other one in it.
  if (top === undefined || payload.bits % 8 !== 0) return null
  const [protocol, before] = headerAt(context, top, payload)
  const shift = lowestBit(mask)
  const end = endOfRun(mask, shift)
  const skipped = Math.ceil(maskBits / 8) * 8 - end
  let offset = payload.offset - before + skipped
  let left = payload.bits
  let bits = 0
  for (const field of protocol.fields) {
    if (field.offset !== offset) continue
    left -= field.bits
    if (left <= 0) return null
    offset += field.bits
    bits += field.bits
    if (shift + bits === end) return { field: rawPayload(payload.layer, payload.offset + skipped, bits), shift }
  }
  return null
}
