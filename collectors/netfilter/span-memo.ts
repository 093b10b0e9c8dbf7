/** Decodes a span; `variant` is whatever else decides what it means. */
type Decoder<T> = (view: DataView, at: number, length: number, variant: number) => T

/** Most results that are kept, and 32-bit words of the bytes that they came from; then it begins anew. */
const mostEntries = 16_384
const mostWords = 512 * 1024
const firstWords = 16 * 1024
/** Places in the table of a power of two, twice the entries; a program that makes hashes collide gains nothing beyond these few looks. */
const slotMask = 2 * mostEntries - 1
const mostLooks = 16
const rowWidth = 4

interface Store<T> {
  /** Number of the entry, from 1, at the place that its hash says or one of the next. */
  readonly slots: Int32Array
  readonly values: T[]
  /** For each entry: hash, variant, length in bytes, and where its words begin. */
  readonly about: Int32Array
  words: Int32Array
  usedWords: number
}

const newStore = <T>(): Store<T> => ({
  slots: new Int32Array(slotMask + 1),
  values: [],
  about: new Int32Array(rowWidth * mostEntries),
  words: new Int32Array(firstWords),
  usedWords: 0,
})

/**
 * A decoder that knows what it decoded before: equal bytes give the same, frozen, value. Rulesets say the same few things
 * over and over; to compare the bytes takes a fraction of what decoding takes, and the values need memory once.
 */
export const spanMemo = <T>(decode: Decoder<T>): Decoder<T> => {
  let store: Store<T> | undefined
  let buffer: ArrayBufferLike | undefined
  let source: Int32Array = new Int32Array(0)
  return (view, at, length, variant) => {
    if (view.buffer !== buffer) {
      buffer = view.buffer
      source = new Int32Array(buffer, 0, buffer.byteLength >> 2)
    }
    const start = (view.byteOffset + at) >> 2
    const count = (length + 3) >> 2
    if (((view.byteOffset + at) & 3) !== 0 || start + count > source.length || count > firstWords)
      return decode(view, at, length, variant)
    store ??= newStore()
    const hash = hashOf(source, start, count, variant + length)
    for (let look = 0; look < mostLooks; look++) {
      const entry: number = store.slots[(hash + look) & slotMask] ?? 0
      if (entry === 0) {
        const value = frozen(decode(view, at, length, variant))
        if (store.values.length === mostEntries || store.usedWords + count > mostWords) store = newStore()
        keep(store, source.subarray(start, start + count), [hash, variant, length], value)
        return value
      }
      const row = rowWidth * (entry - 1)
      const { about, words } = store
      if (about[row] !== hash || about[row + 1] !== variant || about[row + 2] !== length) continue
      if (areEqual(words, about[row + 3] ?? 0, source, start, count)) return store.values[entry - 1] as T
    }
    return decode(view, at, length, variant)
  }
}

/** Of 32-bit words; the multiplier is 2^32 by the golden ratio. */
const hashOf = (source: Int32Array, start: number, count: number, seed: number): number => {
  let hash = seed
  for (let i = start; i < start + count; i++) {
    hash = Math.imul(hash ^ (source[i] ?? 0), 0x9e37_79b1)
    hash ^= hash >>> 15
  }
  return hash
}

const areEqual = (words: Int32Array, from: number, source: Int32Array, start: number, count: number): boolean => {
  for (let i = 0; i < count; i++) if (words[from + i] !== source[start + i]) return false
  return true
}

const keep = <T>(
  store: Store<T>,
  bytes: Int32Array,
  about: readonly [hash: number, variant: number, length: number],
  value: T,
): void => {
  if (store.usedWords + bytes.length > store.words.length) {
    const larger = new Int32Array(2 * store.words.length)
    larger.set(store.words)
    store.words = larger
  }
  store.words.set(bytes, store.usedWords)
  store.about.set([...about, store.usedWords], rowWidth * store.values.length)
  store.usedWords += bytes.length
  store.values.push(value)
  let slot = about[0] & slotMask
  while (store.slots[slot] !== 0) slot = (slot + 1) & slotMask
  store.slots[slot] = store.values.length
}

const frozen = <T>(value: T): T => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}
