import { ConfigError } from '../../collectors/config-error.ts'

/** A mapping of the file. Every scalar in it is text as it was written, or null. */
export interface Section {
  readonly file: string
  /** Its keys from the root, joined by dots; empty for the root. */
  readonly path: string
  readonly entries: ReadonlyMap<unknown, unknown>
}

const pathOf = ({ path }: Section, key: unknown): string => (path === '' ? `${key}` : `${path}.${key}`)

/** The place of an entry, for messages: `/etc/web.yml: tls_server_config.cert_file`. */
export const placeOf = (section: Section, key: unknown): string => `${section.file}: ${pathOf(section, key)}`

/** @throws ConfigError about one entry; `message` ends with what to do */
export const refuse = (section: Section, key: unknown, message: string): never => {
  throw new ConfigError(placeOf(section, key), message)
}

/**
 * The whole file.
 * @param value null is an empty mapping, as in the files of exporters
 * @throws ConfigError when it is no mapping, or has a key that is not in `known`
 */
export const rootSection = (value: unknown, file: string, known: readonly string[]): Section => {
  const entries = value ?? new Map()
  if (!(entries instanceof Map)) throw new ConfigError(file, `this is a mapping of ${known.join(', ')}.`)
  return checked({ file, path: '', entries }, known)
}

/** The mapping under a key, empty when it is not there. @throws ConfigError as `rootSection` does */
export const sectionAt = (section: Section, key: string, known: readonly string[]): Section =>
  checked(mappingAt(section, key, `this is a mapping of ${known.join(', ')}.`), known)

const mappingAt = (section: Section, key: string, wanted: string): Section => {
  const entries = section.entries.get(key) ?? new Map()
  return {
    file: section.file,
    path: pathOf(section, key),
    entries: entries instanceof Map ? entries : refuse(section, key, wanted),
  }
}

const checked = (section: Section, known: readonly string[]): Section => {
  for (const key of section.entries.keys())
    if (typeof key !== 'string' || !known.includes(key))
      refuse(section, key, `there is no such setting here; there are ${known.join(', ')}.`)
  return section
}

/** Empty when it is not there. @throws ConfigError when it is no scalar */
export const textAt = (section: Section, key: string): string => {
  const value = section.entries.get(key) ?? ''
  return typeof value === 'string' ? value : refuse(section, key, 'write one text here.')
}

/** null when it is not there. @throws ConfigError when it is no list of texts */
export const textsAt = (section: Section, key: string): readonly string[] | null => {
  const value = section.entries.get(key) ?? null
  if (value === null) return null
  const isTexts = Array.isArray(value) && value.every((item) => typeof item === 'string')
  return isTexts ? value : refuse(section, key, 'write a list of texts here.')
}

/**
 * A mapping whose keys the file's author chooses; its values are texts (`textAt`).
 * @throws ConfigError when it is none
 */
export const namesAt = (section: Section, key: string): Section =>
  mappingAt(section, key, 'write NAME: TEXT lines here.')

export const namesOf = ({ entries }: Section): readonly string[] => [...entries.keys()].map((name) => `${name}`)

/** The words of YAML 1.1, which the exporters' reader accepts. */
const yes = /^(y|yes|true|on)$/i
const no = /^(n|no|false|off)$/i

/** @throws ConfigError when it is neither */
export const flagAt = (section: Section, key: string, absent: boolean): boolean => {
  const text = textAt(section, key)
  if (text === '') return absent
  if (yes.test(text)) return true
  return no.test(text) ? false : refuse(section, key, `write true or false, not '${text}'.`)
}

/** @throws ConfigError when it is none of the words */
export const wordAt = <W extends string>(section: Section, key: string, words: readonly W[], absent: W): W => {
  const text = textAt(section, key)
  if (text === '') return absent
  return words.find((word) => word === text) ?? refuse(section, key, `'${text}' is none of ${words.join(', ')}.`)
}
