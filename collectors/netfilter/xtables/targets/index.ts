import type { Extensions, UseOf } from '../extensions.ts'
import { vocabularyOf } from '../extensions.ts'
import { checksum } from './checksum.ts'

/** Every target that is known, beside the verdicts. One file and one word each. */
export const targets = {
  checksum,
} as const satisfies Extensions

export type TargetUse = UseOf<typeof targets>
export const targetVocabulary = vocabularyOf(targets)
