const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits))

/** JHASH_INITVAL, linux/jhash.h */
const initial = 0xdeadbeef

/** Bob Jenkins' hash of bytes as the kernel has it (jhash, linux/jhash.h); a number of 32 bits. */
export const jhash = (key: Uint8Array, seed: number): number => {
  const word = (at: number): number =>
    (key[at] ?? 0) | ((key[at + 1] ?? 0) << 8) | ((key[at + 2] ?? 0) << 16) | ((key[at + 3] ?? 0) << 24)
  let a = (initial + key.length + seed) | 0
  let b = a
  let c = a
  let at = 0
  for (; key.length - at > 12; at += 12) {
    a = (a + word(at)) | 0
    b = (b + word(at + 4)) | 0
    c = (c + word(at + 8)) | 0
    a = ((a - c) | 0) ^ rotate(c, 4)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotate(a, 6)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotate(b, 8)
    b = (b + a) | 0
    a = ((a - c) | 0) ^ rotate(c, 16)
    c = (c + b) | 0
    b = ((b - a) | 0) ^ rotate(a, 19)
    a = (a + c) | 0
    c = ((c - b) | 0) ^ rotate(b, 4)
    b = (b + a) | 0
  }
  if (key.length === at) return c >>> 0
  return final((a + word(at)) | 0, (b + word(at + 4)) | 0, (c + word(at + 8)) | 0)
}

/** __jhash_final */
const final = (first: number, second: number, third: number): number => {
  let [a, b, c] = [first, second, third]
  c = ((c ^ b) - rotate(b, 14)) | 0
  a = ((a ^ c) - rotate(c, 11)) | 0
  b = ((b ^ a) - rotate(a, 25)) | 0
  c = ((c ^ b) - rotate(b, 16)) | 0
  a = ((a ^ c) - rotate(c, 4)) | 0
  b = ((b ^ a) - rotate(a, 14)) | 0
  c = ((c ^ b) - rotate(b, 24)) | 0
  return c >>> 0
}

/** The same of three words, in the byte order of the machine (jhash_3words). */
export const jhash3Words = (a: number, b: number, c: number, seed: number): number => {
  const start = (initial + 12 + seed) | 0
  return final((a + start) | 0, (b + start) | 0, (c + start) | 0)
}

/** reciprocal_scale (linux/math.h): a hash of 32 bits, brought below a size. */
export const reciprocalScale = (hash: number, size: number): number => Number((BigInt(hash) * BigInt(size)) >> 32n)
