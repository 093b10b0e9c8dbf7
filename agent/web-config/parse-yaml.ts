import { LineCounter, parseDocument } from 'yaml'
import { ConfigError } from '../../collectors/config-error.ts'

/**
 * Parses YAML with every scalar as the text that was written: like the exporters' reader, which takes `0` and `"0"` for the
 * same where a text is wanted. Mappings become maps, because a name may be `__proto__`. Messages do not quote the file: it
 * holds secrets.
 * @param file its name, for messages
 * @throws ConfigError with line and column
 */
export const parseYaml = (content: string, file: string): unknown => {
  const lines = new LineCounter()
  const document = parseDocument(content, {
    schema: 'failsafe',
    customTags: ['null', 'merge'],
    merge: true,
    lineCounter: lines,
    prettyErrors: false,
  })
  const [error] = document.errors
  if (error !== undefined) {
    const { line, col } = lines.linePos(error.pos[0])
    throw new ConfigError(`${file}: line ${line}, column ${col}`, `this is not YAML (${error.code}); mend it there.`)
  }
  try {
    return document.toJS({ mapAsMap: true })
  } catch (error) {
    // An alias without its anchor, or too many of them.
    const reason = error instanceof ReferenceError ? error.message : String(error)
    throw new ConfigError(file, `this is not YAML (${reason}); write the values out.`, { cause: error })
  }
}
