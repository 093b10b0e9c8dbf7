/** linux/netlink.h */
const NLM_F_REQUEST = 1
export const NLM_F_ACK = 4
export const NLM_F_DUMP = 0x300
const headerSize = 16
const attributeHeaderSize = 4
const align = (length: number): number => (length + 3) & ~3

/** An attribute of a request: its number and its bytes. */
export type RequestAttribute = readonly [type: number, payload: Uint8Array]

export const s32Bytes = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

export const u32Bytes = (value: number): Uint8Array => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A request, ready but for its sequence number (bytes 8 to 11), which the connection fills in. */
export const encodeRequest = (request: {
  readonly type: number
  readonly flags: number
  readonly header: Uint8Array
  readonly attributes?: readonly RequestAttribute[]
}): Buffer => {
  const { header, attributes = [] } = request
  const size = attributes.reduce(
    (sum, [, payload]) => sum + attributeHeaderSize + align(payload.length),
    headerSize + align(header.length),
  )
  const bytes = Buffer.allocUnsafe(size).fill(0)
  bytes.set(header, headerSize)
  let at = headerSize + align(header.length)
  for (const [type, payload] of attributes) {
    bytes.writeUInt16LE(attributeHeaderSize + payload.length, at)
    bytes.writeUInt16LE(type, at + 2)
    bytes.set(payload, at + attributeHeaderSize)
    at += attributeHeaderSize + align(payload.length)
  }
  bytes.writeUInt32LE(size, 0)
  bytes.writeUInt16LE(request.type, 4)
  bytes.writeUInt16LE(NLM_F_REQUEST | request.flags, 6)
  return bytes
}
