import { fieldOf, isJsonObject, type JsonObject } from '../../../agent/firewall/facts/json-object.ts'
import { toJson } from '../../../collectors/wire/json.ts'

/** A value of libnftables-json(5), such as a member of a set, in few words. What has no short form stays JSON. */
export const nftValue = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(nftValue).join(', ')
  if (!isJsonObject(value)) return `${value}`
  const [kind = '', inner] = Object.entries(value)[0] ?? []
  const words = forms[kind]?.(inner)
  return words ?? toJson(value)
}

/** A key and its data. */
export const nftPair = (value: unknown): string =>
  Array.isArray(value) ? value.map(nftValue).join(' : ') : nftValue(value)

const listOf = (value: unknown, separator: string): string | null =>
  Array.isArray(value) ? value.map(nftValue).join(separator) : null

const leading =
  (kind: string) =>
  (value: unknown): string | null => {
    const target = fieldOf({ [kind]: value }, kind, 'target')
    return target === undefined ? null : `${kind} ${target}`
  }

const verdict = (kind: string) => (): string => kind

const forms: { readonly [kind: string]: (value: unknown) => string | null } = {
  prefix: (value) => (isJsonObject(value) ? `${value['addr']}/${value['len']}` : null),
  range: (value) => listOf(value, '-'),
  concat: (value) => listOf(value, ' . '),
  elem: (value) => (isJsonObject(value) ? elementText(value) : null),
  jump: leading('jump'),
  goto: leading('goto'),
  accept: verdict('accept'),
  drop: verdict('drop'),
  continue: verdict('continue'),
  return: verdict('return'),
}

/** Times are seconds. */
const elementText = ({ val, timeout, expires, comment, counter }: JsonObject): string =>
  [
    nftValue(val),
    isJsonObject(counter) ? `packets ${counter['packets']} bytes ${counter['bytes']}` : '',
    timeout === undefined ? '' : `timeout ${timeout}s`,
    expires === undefined ? '' : `expires ${expires}s`,
    comment === undefined ? '' : `"${comment}"`,
  ]
    .filter((word) => word !== '')
    .join(' ')
