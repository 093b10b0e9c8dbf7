import { bool8, u8, u16 } from '../../../wire/scalars.ts'
import { flag, type Infer, integer, record, text } from '../../../wire/shape.ts'
import { struct } from '../../../wire/struct.ts'
import { chars, hex } from '../../../wire/text.ts'
import { atMost } from '../at-most.ts'
import { bits } from '../bits.ts'
import { chosen, type Fields } from '../chosen.ts'
import { extension } from '../extension.ts'
import { option } from '../option.ts'

const header = 'linux/netfilter/xt_string.h'
const mostBytes = 128

const rows = {
  from: [0, u16, 'from_offset'],
  to: [2, u16, 'to_offset'],
  algorithm: [4, chars(16), 'algo'],
  pattern: [20, { json: text.json, size: mostBytes, decode: hex.decode }, 'pattern'],
  length: [148, atMost(u8, mostBytes), 'patlen'],
} as const

const raw0 = struct({ name: 'xt_string_info', header, size: 150 }, { ...rows, invert: [149, bool8, 'u.v0.invert'] })

const flags = bits(u8, header, { invert: [1, 'XT_STRING_FLAG_INVERT'], ignoreCase: [2, 'XT_STRING_FLAG_IGNORECASE'] })

const raw1 = struct({ name: 'xt_string_info', header, size: 150 }, { ...rows, flags: [149, flags, 'u.v1.flags'] })

const shape = record({
  /** Where in the packet to begin and to end; 65535: at its end. */
  from: integer,
  to: integer,
  /** `bm` or `kmp`. */
  algorithm: text,
  /** The bytes that are looked for, as hexadecimal digits. */
  pattern: text,
  invert: flag,
  ignoreCase: flag,
})

type Common = Omit<Infer<typeof raw0>, 'invert'>

const commonOf = (fields: Fields<Common>, view: DataView, at: number) => ({
  from: fields.from(view, at),
  to: fields.to(view, at),
  algorithm: fields.algorithm(view, at),
  pattern: hex.decode(view, at + rows.pattern[0], fields.length(view, at)),
})

const revision0 = chosen(raw0, shape, (fields, view, at) => ({
  ...commonOf(fields, view, at),
  invert: fields.invert(view, at),
  ignoreCase: false,
}))

const revision1 = chosen(raw1, shape, (fields, view, at) => {
  const { invert, ignoreCase } = fields.flags(view, at)
  return { ...commonOf(fields, view, at), invert, ignoreCase }
})

/** Text where all bytes are printable and the last is no backslash, else hexadecimal digits between bars. */
const patternWords = (pattern: string): readonly [name: string, text: string] => {
  const characters = Buffer.from(pattern, 'hex').toString('latin1')
  return /^[\x20-\x7e]*$/.test(characters) && !characters.endsWith('\\')
    ? ['--string', `"${characters.replace(/["\\]/g, '\\$&')}"`]
    : ['--hex-string', `"|${pattern}|"`]
}

/** `-m string`: bytes anywhere in the packet. */
export const string = extension({
  name: 'string',
  revisions: { 0: revision0, 1: revision1 },
  save: ({ from, to, algorithm, pattern, invert, ignoreCase }) => [
    ...option(invert, ...patternWords(pattern)),
    '--algo',
    algorithm,
    ...(from === 0 ? [] : ['--from', `${from}`]),
    ...(to === 0xffff ? [] : ['--to', `${to}`]),
    ...(ignoreCase ? ['--icase'] : []),
  ],
})
