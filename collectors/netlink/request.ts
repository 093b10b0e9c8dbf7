/** linux/netlink.h */
export const NLM_F_REQUEST = 1
export const NLM_F_ACK = 4
export const NLM_F_DUMP = 0x300
const headerSize = 16
const attributeHeaderSize = 4

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
  const parts: Uint8Array[] = [Buffer.alloc(headerSize), padded(request.header)]
  for (const [type, payload] of request.attributes ?? []) {
    const header = Buffer.alloc(attributeHeaderSize)
    header.writeUInt16LE(attributeHeaderSize + payload.length, 0)
    header.writeUInt16LE(type, 2)
    parts.push(header, padded(payload))
  }
  const bytes = Buffer.concat(parts)
  bytes.writeUInt32LE(bytes.length, 0)
  bytes.writeUInt16LE(request.type, 4)
  bytes.writeUInt16LE(NLM_F_REQUEST | request.flags, 6)
  return bytes
}

const padded = (bytes: Uint8Array): Uint8Array =>
  bytes.length % 4 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(4 - (bytes.length % 4))])
