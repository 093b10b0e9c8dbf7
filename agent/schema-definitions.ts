import type { JsonSchema } from '../collectors/wire/shape.ts'

/**
 * The same schema with each of its records and unions under `$defs`, where it is referred to. Ajv makes one function of what
 * refers to nothing; one of some hundred thousand lines keeps the compiler busy for minutes, and takes gigabytes.
 */
export const withDefinitions = (schema: JsonSchema): JsonSchema => {
  const definitions: { [name: string]: JsonSchema } = {}
  const names = new Map<unknown, string>()
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit)
    if (typeof value !== 'object' || value === null) return value
    if (!isLarge(value)) return inside(value, visit)
    const known = names.get(value)
    if (known !== undefined) return { $ref: `#/$defs/${known}` }
    const name = `d${names.size}`
    names.set(value, name)
    definitions[name] = inside(value, visit)
    return { $ref: `#/$defs/${name}` }
  }
  return { ...inside(schema, visit), $defs: definitions }
}

const isLarge = (schema: object): boolean => 'oneOf' in schema || 'properties' in schema

/** The alternatives of a union stay where they are: a discriminator looks into them. */
const inside = (schema: object, visit: (value: unknown) => unknown): JsonSchema =>
  Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'oneOf' ? (value as readonly object[]).map((alternative) => inside(alternative, visit)) : visit(value),
    ]),
  )
