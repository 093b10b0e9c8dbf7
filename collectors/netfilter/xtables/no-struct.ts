import type { Codec } from '../../wire/codec.ts'
import { record } from '../../wire/shape.ts'

/** Of an extension that has no options, and so no struct. */
export const noStruct: Codec<Record<string, never>> = { json: record({}).json, decode: () => ({}) }
