export type JsonObject = { readonly [key: string]: unknown }

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `left.meta.key` and the like; undefined unless it is a word. */
export const fieldOf = (object: JsonObject, outer: string, inner: string): string | undefined => {
  const value = object[outer]
  const field = isJsonObject(value) ? value[inner] : undefined
  return typeof field === 'string' ? field : undefined
}
