import { eachAttribute } from '../../wire/attributes.ts'
import type { Codec } from '../../wire/codec.ts'
import { be32 } from '../../wire/scalars.ts'
import { integer, list, record } from '../../wire/shape.ts'

type Timeout = { readonly state: number; readonly seconds: number }

/** Attributes that are numbers of states, whose names depend on the protocol; each holds a time in seconds. */
export const secondsByState: Codec<readonly Timeout[]> = {
  json: list(record({ state: integer, seconds: integer })).json,
  decode: (view, at, length) => {
    const timeouts: Timeout[] = []
    eachAttribute(view, { at, length }, (state, start, size) => {
      timeouts.push({ state, seconds: be32.decode(view, start, size) })
    })
    return timeouts
  },
}
