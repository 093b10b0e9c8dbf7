import { parseArgs } from 'node:util'
import { suggestion } from '../exporters/suggest.ts'
import { UsageError } from './usage-error.ts'

/** One option: whether it takes a value, whether it may be given more than once, and its line of help. */
export interface Option {
  readonly type: 'boolean' | 'string'
  readonly multiple?: true
  readonly short?: string
  /** Placeholder of the value in the help. */
  readonly value?: string
  readonly help: string
  /** It would only repeat what is so by default: left out of the help. */
  readonly hidden?: boolean
}

export type Options = { readonly [name: string]: Option }

type ValueOf<O extends Option> = O['type'] extends 'boolean'
  ? boolean
  : O extends { multiple: true }
    ? string[]
    : string
export type Values<O extends Options> = { readonly [K in keyof O]?: ValueOf<O[K]> }

/** Options that every command takes. */
export const commonOptions = {
  json: { type: 'boolean', help: 'JSON instead of text' },
  snapshot: {
    type: 'string',
    value: 'FILE',
    help: 'work on a saved snapshot instead of this host (- is standard input)',
  },
  'docker-host': {
    type: 'string',
    value: 'URL',
    help: 'the engine to ask (unix://, tcp://); default as the docker command',
  },
  'no-docker': { type: 'boolean', help: 'do not ask Docker' },
  root: { type: 'string', value: 'DIR', help: "where the host's root is mounted, when run in a container" },
  'netns-dir': { type: 'string', multiple: true, value: 'DIR', help: 'one more directory with named namespaces' },
  'no-color': { type: 'boolean', help: 'no colours (as NO_COLOR in the environment)' },
  help: { type: 'boolean', short: 'h', help: 'this help' },
  version: { type: 'boolean', help: 'the version' },
} as const satisfies Options

/** What stands after the command: its options, and the words that are none. */
export interface CommandLine<O extends Options> {
  readonly values: Values<O>
  readonly words: readonly string[]
}

/**
 * Parses the words after the command.
 * @param places what the words that are no options mean, one for each: `SRC`; one in brackets may be left out: `[DST]`
 * @throws UsageError for an unknown option (with a suggestion), a value or a word too many or too few
 */
export const parseCommandLine = <const O extends Options>(
  written: readonly string[],
  options: O,
  places: readonly string[] = [],
): CommandLine<O> => {
  const table = Object.fromEntries(
    Object.entries<Option>(options).map(([name, { type, multiple, short }]) => [
      name,
      { type, ...(multiple ? { multiple } : {}), ...(short ? { short } : {}) },
    ]),
  )
  const { tokens } = parseArgs({ args: [...written], options: table, strict: false, tokens: true })
  const values: { [name: string]: unknown } = {}
  const words: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (words.length === places.length) throw new UsageError(`unexpected word '${token.value}'.`)
      words.push(token.value)
      continue
    }
    if (token.kind === 'option-terminator') continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) {
      const names = Object.keys(options).map((name) => `--${name}`)
      throw new UsageError(`unknown option '${token.rawName}'.${suggestion(token.rawName, names)}`)
    }
    const value = optionValue(option, token)
    const before = values[token.name]
    values[token.name] =
      option.multiple && Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value
  }
  const missing = places[words.length]
  if (missing !== undefined && !missing.startsWith('[') && !isAsking(values))
    throw new UsageError(`${missing} is missing.`)
  return { values: values as Values<O>, words }
}

/** For help, which is given whatever else is written. */
const isAsking = (values: { readonly [name: string]: unknown }): boolean =>
  values['help'] === true || values['version'] === true

const optionValue = (option: Option, token: { rawName: string; value?: string | undefined }): unknown => {
  const { rawName, value } = token
  if (option.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value.`)
    return true
  }
  // A following word that begins with a dash was not meant as the value; `-` alone is standard input.
  if (value === undefined || value === '' || (value.startsWith('-') && value !== '-'))
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value ?? 'VALUE'}.`)
  return option.multiple ? [value] : value
}

/** The lines of help for some options. */
export const optionHelp = (options: Options): string => {
  const shown = Object.entries(options).filter(([, { hidden }]) => hidden !== true)
  const rows = shown.map(([name, { value, short, help }]) => {
    const left = `  ${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
    return `${left.padEnd(26)} ${help}`
  })
  return rows.join('\n')
}
