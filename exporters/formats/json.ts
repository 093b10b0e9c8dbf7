import { toJson } from '../../collectors/wire/json.ts'
import type { Format } from './format.ts'

/** graphology's serialized form, on one line; the attributes of the graph say when it was, what is missing in it, and where Docker works. */
export const json: Format = {
  contentType: 'application/json',
  render: (topology, { snapshot: { takenAt, problems, engine } }) =>
    `${toJson({ ...topology.export(), attributes: { takenAt, problems, engine } }).replace(treacherous, escaped)}\n`,
}

/** Valid in a JSON string, yet not harmless on a terminal: DEL, C1 controls, bidi overrides and the like. */
const treacherous = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/** UTF-16 code units, as JSON writes characters by number. */
const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, unit) => {
    const code = character.charCodeAt(unit)
    return `\\u${code.toString(16).padStart(4, '0')}`
  }).join('')
