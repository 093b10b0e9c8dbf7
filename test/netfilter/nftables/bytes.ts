/** Netlink attributes by hand, as the kernel lays them out. */

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])

export const attribute = (type: number, ...payload: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(payload)
  const header = Buffer.alloc(4)
  header.writeUInt16LE(4 + body.length, 0)
  header.writeUInt16LE(type, 2)
  return padded(Buffer.concat([header, body]))
}

export const byte = (value: number): Buffer => Buffer.from([value])
export const be16 = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])
export const be32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value >>> 0)
  return bytes
}
export const le32 = (value: number): Buffer => be32(value).reverse()
export const be64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(value)
  return bytes
}
export const hex = (digits: string): Buffer => Buffer.from(digits, 'hex')
export const name = (text: string): Buffer => Buffer.from(`${text}\0`)

/** A value in a register, or a verdict. */
export const value = (digits: string): Buffer => attribute(1, hex(digits))
export const verdict = (code: number, chain?: string): Buffer =>
  attribute(2, attribute(1, be32(code)), ...(chain === undefined ? [] : [attribute(2, name(chain))]))

/** { NFTA_EXPR_NAME, NFTA_EXPR_DATA } */
export const expressionBytes = (kind: string, ...data: readonly Uint8Array[]): Buffer =>
  Buffer.concat([attribute(1, name(kind)), attribute(2, ...data)])

export const list = (...entries: readonly Uint8Array[]): Buffer =>
  Buffer.concat(entries.map((entry) => attribute(1, entry)))

/** Bytes where nothing else is. */
export const viewOf = (bytes: Uint8Array): DataView => {
  const own = Uint8Array.from(bytes)
  return new DataView(own.buffer)
}
