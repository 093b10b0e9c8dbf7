import type { RequestAttribute } from '../../netlink/request.ts'

/** Numbers and nested attributes of a request. */

export const be16Bytes = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff)

export const be32Bytes = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** linux/netlink.h */
const NLA_F_NESTED = 0x8000
const headerSize = 4

/** One attribute inside another, padded. */
export const attributeBytes = (type: number, payload: Uint8Array): Uint8Array => {
  const bytes = Buffer.alloc((headerSize + payload.length + 3) & ~3)
  bytes.writeUInt16LE(headerSize + payload.length, 0)
  bytes.writeUInt16LE(type, 2)
  bytes.set(payload, headerSize)
  return bytes
}

/** An attribute that has others inside. */
export const nest = (type: number, inner: readonly Uint8Array[]): RequestAttribute => [
  type | NLA_F_NESTED,
  Buffer.concat(inner),
]
