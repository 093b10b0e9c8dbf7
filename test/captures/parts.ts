type Fields = { readonly [key: string]: unknown }

/** Some bytes of a message made by hand, and what they add to the record. Written without the tables under test. */
export interface Part {
  readonly bytes: Uint8Array
  readonly expected: Fields
}

const numberBytes = (length: number, write: (bytes: Buffer) => void): Uint8Array => {
  const bytes = Buffer.alloc(length)
  write(bytes)
  return bytes
}

export const u8 = (value: number): Uint8Array => Uint8Array.of(value)
export const u16 = (value: number): Uint8Array => numberBytes(2, (bytes) => bytes.writeUInt16LE(value))
export const u32 = (value: number): Uint8Array => numberBytes(4, (bytes) => bytes.writeUInt32LE(value))
export const s32 = (value: number): Uint8Array => numberBytes(4, (bytes) => bytes.writeInt32LE(value))
export const be16 = (value: number): Uint8Array => numberBytes(2, (bytes) => bytes.writeUInt16BE(value))
export const be32 = (value: number): Uint8Array => numberBytes(4, (bytes) => bytes.writeUInt32BE(value))
export const none = new Uint8Array(0)
export const hex = (digits: string): Uint8Array => Buffer.from(digits.replaceAll(/[ :]/g, ''), 'hex')
/** A string with its terminating NUL. */
export const text = (value: string): Uint8Array => Buffer.from(`${value}\0`)
export const ip4 = (address: string): Uint8Array => Uint8Array.from(address.split('.'), Number)
export const join = (...bytes: readonly Uint8Array[]): Uint8Array => Buffer.concat(bytes)

/** An attribute: its number, its payload, and the field that it becomes; none for one that is passed over. */
export const attribute = (number: number, payload: Uint8Array, key?: string, value?: unknown): Part => {
  const padding = new Uint8Array((4 - (payload.length % 4)) % 4)
  return {
    bytes: join(u16(4 + payload.length), u16(number), payload, padding),
    expected: key === undefined ? {} : { [key]: value },
  }
}

/** A nested attribute: what its parts expect becomes the field `key`. NLA_F_NESTED is set, as newer kernels do. */
export const nest = (number: number, key: string, parts: readonly Part[]): Part =>
  attribute(number | 0x8000, bytesOf(parts), key, expectedOf(parts))

/** Attributes that are known and not wanted. */
export const passedOver = (...numbers: readonly number[]): readonly Part[] =>
  numbers.map((number) => attribute(number, u32(0)))

export const bytesOf = (parts: readonly Part[]): Uint8Array => join(...parts.map(({ bytes }) => bytes))
export const expectedOf = (parts: readonly Part[]): Fields =>
  Object.assign({}, ...parts.map(({ expected }) => expected))
