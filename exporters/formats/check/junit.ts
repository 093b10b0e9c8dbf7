import type { Checked } from '../../../agent/reachability/assertions/assertion.ts'
import { junit } from '../junit.ts'

/** Assertions as test cases. What is uncertain is skipped: the exit status tells of it. */
export const junitText = (results: readonly Checked[], file: string): string =>
  junit(
    file,
    results.map(({ name, line, status, message, answer }) => ({
      name,
      className: file,
      place: { file, line },
      milliseconds: answer?.tookMs ?? 0,
      ...(status === 'uncertain' ? { skipped: `uncertain: ${message ?? ''}` } : {}),
      ...(status === 'failed'
        ? { failure: { message: message ?? '', text: answer?.cause?.remedy.join('\n') ?? '' } }
        : {}),
    })),
  )
