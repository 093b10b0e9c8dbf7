import { type Document, LineCounter, parseDocument } from 'yaml'
import { ConfigError } from '../../collectors/config-error.ts'

export interface YamlFile {
  readonly document: Document
  /** Where something stands that begins so many characters after the beginning: `FILE: line 3, column 5`. */
  readonly placeOf: (offset: number) => string
  /** The line of it, from 1. */
  readonly lineOf: (offset: number) => number
}

/**
 * Reads YAML with every scalar as the text that was written: like the exporters' reader, which takes `0` and `"0"` for the
 * same where a text is wanted. Messages do not quote the file: it may hold secrets.
 * @param file its name, for messages
 * @throws ConfigError with line and column
 */
export const readYaml = (content: string, file: string): YamlFile => {
  const lineCounter = new LineCounter()
  const document = parseDocument(content, {
    schema: 'failsafe',
    customTags: ['null', 'merge'],
    merge: true,
    lineCounter,
    prettyErrors: false,
  })
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset)
    return `${file}: line ${line}, column ${col}`
  }
  const [error] = document.errors
  if (error !== undefined)
    throw new ConfigError(placeOf(error.pos[0]), `this is not YAML (${error.code}); mend it there.`)
  return { document, placeOf, lineOf: (offset) => lineCounter.linePos(offset).line }
}

/** The same as values. Mappings become maps, because a name may be `__proto__`. @throws ConfigError */
export const parseYaml = (content: string, file: string): unknown => {
  const { document } = readYaml(content, file)
  try {
    return document.toJS({ mapAsMap: true })
  } catch (error) {
    // An alias without its anchor, or too many of them.
    const reason = error instanceof ReferenceError ? error.message : String(error)
    throw new ConfigError(file, `this is not YAML (${reason}); write the values out.`, { cause: error })
  }
}
