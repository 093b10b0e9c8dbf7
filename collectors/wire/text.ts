import type { Codec, FixedCodec } from './codec.ts'
import { DecodeError } from './error.ts'
import { text } from './shape.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

const hexDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
export const hexByte = (byte: number): string => hexDigits[byte] ?? ''

/**
 * Bytes of a kernel name as a string. The kernel accepts nearly any byte in an interface name, also invalid UTF-8: such
 * bytes are shown as `\xNN`, so that two different names stay different.
 */
const nameOfBytes = (view: DataView, at: number, length: number): string => {
  let ascii = ''
  for (let i = 0; i < length; i++) {
    const byte = view.getUint8(at + i)
    if (byte === 0 || byte > 0x7e) return byte === 0 ? ascii : nameBeyondAscii(view, at, length)
    ascii += String.fromCharCode(byte)
  }
  return ascii
}

const nameBeyondAscii = (view: DataView, at: number, length: number): string => {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length)
  const end = bytes.indexOf(0)
  const name = end < 0 ? bytes : bytes.subarray(0, end)
  try {
    return utf8.decode(name)
  } catch {
    return Array.from(name, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${hexByte(byte)}`)).join('')
  }
}

/** A string that ends at the first NUL or at the end of its span. */
export const cstring: Codec<string> = { json: text.json, decode: nameOfBytes }

/** A C array of characters in a struct, NUL-padded. */
export const chars = (size: number): FixedCodec<string> => ({ json: text.json, size, decode: nameOfBytes })

/** Bytes as lower-case hexadecimal digits. */
export const hex: Codec<string> = {
  json: text.json,
  decode: (view, at, length) => {
    let digits = ''
    for (let i = 0; i < length; i++) digits += hexByte(view.getUint8(at + i))
    return digits
  },
}

/** A hardware address of any length, `02:42:ac:11:00:02`. */
export const hardwareAddress: Codec<string> = {
  json: text.json,
  decode: (view, at, length) => {
    if (length > 32) throw new DecodeError(`expected at most 32 bytes (MAX_ADDR_LEN), got ${length}`, at)
    let address = ''
    for (let i = 0; i < length; i++) address += (i === 0 ? '' : ':') + hexByte(view.getUint8(at + i))
    return address
  },
}
