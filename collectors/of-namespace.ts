import type { NetnsId } from './collector.ts'
import { type Shape, text } from './wire/shape.ts'

/** The shape of a record with the namespace that it is of. */
export const ofNamespace = <T>({ json }: Shape<T>): Shape<{ readonly netns: NetnsId } & T> => {
  const { properties = {}, required = [], ...rest } = json as { properties?: object; required?: string[] }
  return { json: { ...rest, properties: { netns: text.json, ...properties }, required: ['netns', ...required] } }
}
