import { attributes, eachAttribute } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { list, text } from '../../wire/shape.ts'
import { cstring } from '../../wire/text.ts'
import { header } from './header.ts'

const prefix: Codec<string> = { json: text.json, decode: (view, at, length) => `${cstring.decode(view, at, length)}*` }
const rows = {
  name: [1, cstring, 'NAME'],
  /** Since 6.17: every device whose name begins so. */
  prefix: [2, prefix, 'PREFIX'],
} as const
const table = attributes({ prefix: 'NFTA_DEVICE_', header }, rows)

/** Names of devices; that of a prefix ends in `*`. */
export const devices: Codec<readonly string[]> = {
  json: list(text).json,
  parts: [table],
  decode: (view, at, length) => {
    const names: string[] = []
    eachAttribute(view, { at, length }, (type, start, size) => {
      if (type === rows.name[0]) names.push(cstring.decode(view, start, size))
      else if (type === rows.prefix[0]) names.push(prefix.decode(view, start, size))
    })
    return names
  },
}
