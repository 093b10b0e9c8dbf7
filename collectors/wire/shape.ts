/** A JSON Schema (draft 2020-12) as a plain object. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * What a value looks like: its TypeScript type by inference, its JSON form by schema. Records are declared once,
 * as shapes; the `Snapshot` type, the check of a snapshot file and the OpenAPI description all follow from them.
 */
export type Shape<T> = { readonly json: JsonSchema; readonly type?: T | undefined }

/** The type of the values that a shape describes. */
export type Infer<S> = S extends Shape<infer T> ? T : never

/** A field that may be absent. */
export type Optional<T> = { readonly optional: Shape<T> }

type Fields = { readonly [name: string]: Shape<unknown> | Optional<unknown> }
type InferFields<F> = { readonly [K in keyof F as F[K] extends Shape<unknown> ? K : never]: Infer<F[K]> } & {
  readonly [K in keyof F as F[K] extends Optional<unknown> ? K : never]?: F[K] extends Optional<infer T> ? T : never
}
type Flatten<T> = { [K in keyof T]: T[K] }

export const text: Shape<string> = { json: { type: 'string' } }
export const integer: Shape<number> = { json: { type: 'integer' } }
export const decimal: Shape<number> = { json: { type: 'number' } }
export const flag: Shape<boolean> = { json: { type: 'boolean' } }

/**
 * A 64-bit unsigned number: `bigint` in memory. In JSON a number up to 2^53 - 1, a decimal string beyond.
 * The keyword `uint64` lets the reader of a snapshot turn it back (agent/snapshot-file.ts).
 */
export const uint64: Shape<bigint> = {
  json: {
    uint64: true,
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: '^[0-9]{1,20}$' },
    ],
  },
}

/** A whole number that counts something: a number up to 2^53 - 1, a `bigint` beyond, so that none loses a digit. */
export type Count = number | bigint

/** The same form in JSON as `uint64`: a number, or a decimal string beyond 2^53 - 1. */
export const count: Shape<Count> = {
  json: {
    count: true,
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: '^[0-9]{1,20}$' },
    ],
  },
}

export const optional = <T>(shape: Shape<T>): Optional<T> => ({ optional: shape })

export const nullable = <T>(shape: Shape<T>): Shape<T | null> => ({ json: { anyOf: [shape.json, { type: 'null' }] } })

/** One of a closed list of words. */
export const oneOf = <const W extends readonly string[]>(words: W): Shape<W[number]> => ({
  json: { type: 'string', enum: words },
})

export const list = <T>(shape: Shape<T>): Shape<readonly T[]> => ({ json: { type: 'array', items: shape.json } })

/** An object whose keys are data (labels, options): any key, one kind of value. */
export const dictionary = <T>(shape: Shape<T>): Shape<{ readonly [key: string]: T }> => ({
  json: { type: 'object', additionalProperties: shape.json },
})

/** An object with known fields; others are kept, because a newer writer may add some. */
export const record = <F extends Fields>(fields: F): Shape<Flatten<InferFields<F>>> => {
  const properties: { [name: string]: JsonSchema } = {}
  const required: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    if ('optional' in field) properties[name] = field.optional.json
    else {
      properties[name] = field.json
      required.push(name)
    }
  }
  return { json: { type: 'object', properties, required } }
}
