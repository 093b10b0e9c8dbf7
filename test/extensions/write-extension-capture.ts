import type { Extension, XtFamily } from '../../collectors/netfilter/xtables/extension.ts'
import { codecOf } from '../../collectors/netfilter/xtables/extension.ts'
import { jsonForm } from '../captures/json-form.ts'
import { contextOf } from './capture.ts'
import { isStruct } from './tables.ts'

const bytesPerLine = 16

/**
 * The text of a capture file.
 * @param save what the tool printed; null: as our own text has it, to be read before it is believed
 */
export const writeExtensionCapture = (capture: {
  readonly about: string
  readonly extension: Extension<unknown>
  readonly family: XtFamily
  readonly revision: number
  readonly bytes: Uint8Array
  readonly saved: { readonly name: string; readonly text: string } | null
}): string => {
  const { about, extension, family, revision, bytes } = capture
  const codec = codecOf(extension, family, revision)
  if (codec === undefined) throw new Error(`${extension.name} has no revision ${revision} for ${family}`)
  const value = codec.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length)
  const own = {
    name: extension.alias?.(value) ?? extension.name,
    text: extension.save(value, contextOf(family)).join(' '),
  }
  const { name, text: save } = capture.saved ?? own
  const label = isStruct(codec) ? `  # struct ${codec.struct.name}` : ''
  const expected = { family, value: jsonForm(value), save, ...(name === extension.name ? {} : { name }) }
  return [
    ...about.split('\n').map((line) => `# ${line}`),
    ...hexLines(bytes).map((line, i) => (i === 0 ? line + label : line)),
    '---',
    JSON.stringify(expected, null, 2),
    '',
  ].join('\n')
}

const hexLines = (bytes: Uint8Array): readonly string[] =>
  Array.from({ length: Math.ceil(bytes.length / bytesPerLine) }, (_, i) =>
    Array.from(bytes.subarray(i * bytesPerLine, (i + 1) * bytesPerLine), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join(' '),
  )
