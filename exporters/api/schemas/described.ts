import type { JsonSchema, Shape } from '../../../collectors/wire/shape.ts'

/** A field, and what it means, for the OpenAPI document. */
export const described = <T>(shape: Shape<T>, description: string): Shape<T> => ({
  json: { ...shape.json, description },
})

/** The same schema with descriptions of the fields of these names, at whatever depth. */
export const withDescriptions = (schema: JsonSchema, words: { readonly [field: string]: string }): JsonSchema => {
  const within = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(within)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, inner]): [string, unknown] => [key, within(inner)])
    const inner: JsonSchema = Object.fromEntries(entries)
    const { properties } = inner
    if (typeof properties !== 'object' || properties === null) return inner
    const described = Object.entries(properties).map(([name, field]) => {
      const description = Object.hasOwn(words, name) ? words[name] : undefined
      return [name, description === undefined ? field : { ...field, description }]
    })
    return { ...inner, properties: Object.fromEntries(described) }
  }
  return within(schema) as JsonSchema
}
