import { read32 } from '../../packet/address-bytes.ts'

/** Whether bytes of a packet are those of a rule. */
export type BytesTest = (bytes: Uint8Array) => boolean

interface Word {
  readonly at: number
  readonly mask: number
  readonly value: number
}

/**
 * Compares an address under a mask, in words of 32 bits, as rules of iptables do. What the value has beyond the mask makes it
 * differ from every packet.
 * @param at where in the packet the address begins
 * @returns null where every packet will do
 */
export const maskedWords = (value: Uint8Array, mask: Uint8Array, at: number, inverted: boolean): BytesTest | null => {
  const words: Word[] = []
  for (let i = 0; i < value.length; i += 4) {
    const word = { at: at + i, mask: read32(mask, i), value: read32(value, i) }
    if (word.mask !== 0 || word.value !== 0) words.push(word)
  }
  const [first] = words
  if (first === undefined) return inverted ? () => false : null
  if (words.length === 1) {
    const { at: place, mask: bits, value: wanted } = first
    return (bytes) => ((read32(bytes, place) & bits) >>> 0 === wanted) !== inverted
  }
  const isSame: BytesTest = (bytes) => words.every((word) => (read32(bytes, word.at) & word.mask) >>> 0 === word.value)
  return (bytes) => isSame(bytes) !== inverted
}
