/**
 * Reading JSON that another program sent. A field that is absent, null or of another kind reads as empty (`''`, 0, false,
 * no entries): engines of different ages omit different fields. Only own fields count, so a key such as `constructor`
 * never reads something from JavaScript.
 */
export const at = (value: unknown, ...path: readonly string[]): unknown => {
  let found = value
  for (const key of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined
    found = Reflect.get(found, key)
  }
  return found
}

export const textAt = (value: unknown, ...path: readonly string[]): string => {
  const found = at(value, ...path)
  return typeof found === 'string' ? found : ''
}

export const integerAt = (value: unknown, ...path: readonly string[]): number => {
  const found = at(value, ...path)
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : 0
}

export const flagAt = (value: unknown, ...path: readonly string[]): boolean => at(value, ...path) === true

export const listAt = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = at(value, ...path)
  return Array.isArray(found) ? found : []
}

export const textsAt = (value: unknown, ...path: readonly string[]): readonly string[] =>
  listAt(value, ...path).filter((item) => typeof item === 'string')

export const entriesAt = (value: unknown, ...path: readonly string[]): readonly (readonly [string, unknown])[] => {
  const found = at(value, ...path)
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : []
}

/** Longest value of a label or option that is kept, in UTF-16 units: a label may be a megabyte. */
const longestValue = 4096

const shorten = (text: string): string =>
  text.length <= longestValue ? text : `${text.slice(0, longestValue).replace(/[\uD800-\uDBFF]$/, '')}…`

/**
 * Labels or options as an object without prototype, so that the keys `__proto__` and `constructor` are keys like any
 * other. Values above 4096 characters are cut and end in `…`; what is not text is left out.
 */
export const dictionaryAt = (value: unknown, ...path: readonly string[]): { readonly [key: string]: string } => {
  const dictionary: { [key: string]: string } = Object.create(null)
  for (const [key, item] of entriesAt(value, ...path)) if (typeof item === 'string') dictionary[key] = shorten(item)
  return dictionary
}
