import type { Shape } from '../../../collectors/wire/shape.ts'

/** A field, and what it means, for the OpenAPI document. */
export const described = <T>(shape: Shape<T>, description: string): Shape<T> => ({
  json: { ...shape.json, description },
})
