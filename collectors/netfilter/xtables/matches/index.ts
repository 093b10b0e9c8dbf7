import type { Extensions, UseOf } from '../extensions.ts'
import { vocabularyOf } from '../extensions.ts'
import { mark } from './mark.ts'

/** Every match that is known. One file and one word each. */
export const matches = {
  mark,
} as const satisfies Extensions

export type Match = UseOf<typeof matches>
export const matchVocabulary = vocabularyOf(matches)
