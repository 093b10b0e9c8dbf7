import { mapped } from '../../wire/codec.ts'
import { u8, u16 } from '../../wire/scalars.ts'
import { flag, type Infer, integer, list, oneOf, record } from '../../wire/shape.ts'
import { struct } from '../../wire/struct.ts'
import type { SaveContext } from './extension.ts'

const header = 'linux/netfilter/xt_set.h'

/** An ipset, and what of a packet is looked up in it. */
export const setReferenceShape = record({
  /** Its index in the namespace. */
  index: integer,
  /** One for each dimension of the set. */
  directions: list(oneOf(['src', 'dst'])),
  inverted: flag,
  /** An element that is marked `nomatch` is taken for one (enum ip_set_kopt, IPSET_RETURN_NOMATCH). */
  returnNoMatch: flag,
})
export type SetReference = Infer<typeof setReferenceShape>

/** `flags` is of enum ip_set_kopt: the first bit inverts, the n-th after it is set where dimension n is of the source. */
const referenceOf = (fields: { index: number; dimensions: number; flags: number }): SetReference => ({
  index: fields.index,
  directions: Array.from({ length: fields.dimensions }, (_, i) => ((fields.flags & (2 << i)) === 0 ? 'dst' : 'src')),
  inverted: (fields.flags & 0x01) !== 0,
  returnNoMatch: (fields.flags & 0x80) !== 0,
})

/** struct xt_set_info. */
export const setReference = mapped(
  struct(
    { name: 'xt_set_info', header, size: 4 },
    { index: [0, u16, 'index'], dimensions: [2, u8, 'dim'], flags: [3, u8, 'flags'] },
  ),
  setReferenceShape,
  referenceOf,
)

/** Of revision 0: the kernel adds, behind what old tools wrote, the fields that newer structs have. */
export const setReference0 = mapped(
  struct(
    { name: 'xt_set_info_v0', header, size: 32 },
    { index: [0, u16, 'index'], dimensions: [28, u8, 'u.compat.dim'], flags: [29, u8, 'u.compat.flags'] },
  ),
  setReferenceShape,
  referenceOf,
)

/** `NAME src,dst`; the index where no set has it. */
export const setWords = ({ index, directions }: SetReference, { setName }: SaveContext): readonly string[] => [
  setName(index) ?? `${index}`,
  ...(directions.length === 0 ? [] : [directions.join(',')]),
]
