import type { Codec } from '../../wire/codec.ts'
import { text } from '../../wire/shape.ts'

const digits = '0123456789abcdef'
const codes = Uint8Array.from({ length: 16 }, (_, digit) => digits.charCodeAt(digit))
const scratch = Buffer.alloc(1024)

/**
 * Bytes as lower-case hexadecimal digits, in a string that is one piece in memory: one joined from pieces takes
 * several times as much, and sets have many thousands of them.
 */
export const flatHex: Codec<string> = {
  json: text.json,
  decode: (view, at, length) => {
    if (length === 4) return view.getUint32(at).toString(16).padStart(8, '0')
    const buffer = length * 2 <= scratch.length ? scratch : Buffer.alloc(length * 2)
    for (let i = 0; i < length; i++) {
      const byte = view.getUint8(at + i)
      buffer[2 * i] = codes[byte >> 4] ?? 0
      buffer[2 * i + 1] = codes[byte & 15] ?? 0
    }
    return buffer.toString('latin1', 0, length * 2)
  },
}
