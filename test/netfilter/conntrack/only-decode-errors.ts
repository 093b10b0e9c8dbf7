import { expect } from 'vitest'
import { DecodeError } from '../../../collectors/wire/error.ts'

type Decode = (view: DataView, at: number, length: number) => unknown

/** What a decoder makes of bytes that lie in the middle of a buffer. */
export const decodeBytes = <T>(decode: (view: DataView, at: number, length: number) => T, bytes: Uint8Array): T => {
  const surrounded = new Uint8Array(bytes.length + 10).fill(0xff)
  surrounded.set(bytes, 5)
  return decode(new DataView(surrounded.buffer), 5, bytes.length)
}

/** A DecodeError says in which message, and at which byte; nothing else is ever thrown. */
const onlyDecodeErrors = (decode: Decode, bytes: Uint8Array): boolean => {
  try {
    decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
    return false
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    expect(error.path.length).toBeGreaterThan(0)
    expect(error.message).toMatch(/ at byte \d+$/)
    return true
  }
}

/** Cuts the bytes off everywhere and flips every bit. @returns how many of the attempts were refused */
export const maltreat = (decode: Decode, bytes: Uint8Array): number => {
  let refused = 0
  for (let length = 0; length < bytes.length; length++)
    refused += Number(onlyDecodeErrors(decode, bytes.slice(0, length)))
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = bytes.slice()
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    refused += Number(onlyDecodeErrors(decode, flipped))
  }
  return refused
}
