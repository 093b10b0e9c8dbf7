import { read16, write16 } from './address-bytes.ts'

/** Sum of 16-bit words (RFC 1071), not yet folded. */
export const sumOf = (bytes: Uint8Array, from: number, to: number, start = 0): number => {
  let sum = start
  let at = from
  for (; at + 1 < to; at += 2) sum += read16(bytes, at)
  if (at < to) sum += (bytes[at] ?? 0) << 8
  return sum
}

const fold = (sum: number): number => {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + Math.floor(folded / 0x10000)
  return folded
}

/** The checksum of a sum: its complement. */
export const checksumOf = (sum: number): number => ~fold(sum) & 0xffff

/** Sum of the pseudo header of TCP, UDP and ICMPv6 (RFC 9293, section 3.1; RFC 8200, section 8.1). */
export const pseudoHeaderSum = (
  bytes: Uint8Array,
  addresses: { readonly at: number; readonly size: number },
  protocol: number,
  length: number,
): number => sumOf(bytes, addresses.at, addresses.at + 2 * addresses.size, protocol + length)

/**
 * Replaces two bytes, and mends the checksum that covers them (RFC 1624, equation 3; csum_replace2).
 * @param checksumAt null: no checksum covers them, or it is cut off
 */
export const replace16 = (bytes: Uint8Array, at: number, value: number, checksumAt: number | null): void => {
  const old = read16(bytes, at)
  if (old === value) return
  write16(bytes, at, value)
  if (checksumAt !== null) mend(bytes, checksumAt, old, value)
}

/** Mends a checksum for a word that was `old` and is now `value`. */
export const mend = (bytes: Uint8Array, checksumAt: number, old: number, value: number): void =>
  write16(bytes, checksumAt, ~fold((~read16(bytes, checksumAt) & 0xffff) + (~old & 0xffff) + value) & 0xffff)
