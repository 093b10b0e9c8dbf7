/** Bytes of hexadecimal digits, as the collectors write data of registers. */
export const hexBytes = (hex: string): Uint8Array => {
  const bytes = new Uint8Array(hex.length >>> 1)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (hexDigit(hex, 2 * i) << 4) | hexDigit(hex, 2 * i + 1)
  return bytes
}

/** What a digit stands for, of `0` to `9` and `a` to `f`. */
export const hexDigit = (hex: string, at: number): number => {
  const code = hex.charCodeAt(at)
  return code <= 0x39 ? code - 0x30 : code - 0x57
}

/** memcmp of as many bytes as `other` has from there. */
export const compareBytes = (
  bytes: Uint8Array,
  at: number,
  other: Uint8Array,
  from = 0,
  length = other.length,
): number => {
  for (let i = 0; i < length; i++) {
    const difference = (bytes[at + i] ?? 0) - (other[from + i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** A word in the byte order of the machine; bytes that are not there are zero. */
export const hostWord = (bytes: Uint8Array, at = 0): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0

/** A word in the byte order of the machine, as bytes. */
export const wordBytes = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer)

/** Text in a field of so many bytes, with zeros behind it. */
export const paddedText = (text: string, length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  bytes.set(Buffer.from(text).subarray(0, length))
  return bytes
}
