import { expectLength, type FixedCodec } from '../../wire/codec.ts'
import { list, text } from '../../wire/shape.ts'

/** enum ipset_cadt_flags, linux/netfilter/ipset/ip_set.h, by bit. Of a set: what its members have; of a member: what it is. */
export const flagBits = {
  before: [0, 'BEFORE'],
  physdev: [1, 'PHYSDEV'],
  nomatch: [2, 'NOMATCH'],
  counters: [3, 'WITH_COUNTERS'],
  comment: [4, 'WITH_COMMENT'],
  forceadd: [5, 'WITH_FORCEADD'],
  skbinfo: [6, 'WITH_SKBINFO'],
  wildcard: [7, 'IFACE_WILDCARD'],
} as const satisfies { readonly [word: string]: readonly [bit: number, constant: string] }

const wordByBit: readonly (string | undefined)[] = Object.keys(flagBits)

const wordsOf = (flags: number): readonly string[] => {
  const words: string[] = []
  for (let bit = 0; bit < 32; bit++) if (((flags >>> bit) & 1) === 1) words.push(wordByBit[bit] ?? `bit ${bit}`)
  return words
}

/** IPSET_ATTR_CADT_FLAGS as words; a bit without a name is `bit 12`. */
export const setFlags: FixedCodec<readonly string[]> = {
  json: list(text).json,
  size: 4,
  decode: (view, at, length) => {
    expectLength(length, 4, at)
    return wordsOf(view.getUint32(at))
  },
}
