import { option } from './option.ts'
import { rangeText } from './range-text.ts'

/** An option with a range of 32-bit numbers; nothing for the whole range, which is how its absence is kept, also when it is inverted. */
export const rangeOption = (name: string, min: number, max: number, invert: boolean): readonly string[] =>
  min === 0 && max === 0xffffffff ? [] : option(invert, name, rangeText(min, max))
