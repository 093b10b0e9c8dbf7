import type { NftElement } from '../../../../../collectors/netfilter/nftables/record.ts'

/** Finds the element for a key in registers. */
export type Find = (bytes: Uint8Array, at: number) => NftElement | undefined

/** Keys of so many bytes are numbers. */
export const shortKeyLength = 4

/** The number of some bytes in network order: numbers are ordered as the bytes are. */
export const shortKey = (bytes: Uint8Array, at: number, length: number): number => {
  let number = 0
  for (let i = 0; i < length; i++) number = number * 256 + (bytes[at + i] ?? 0)
  return number
}

/** A character for each byte: texts are ordered as the bytes are. */
export const keyText = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + at, length).toString('latin1')
