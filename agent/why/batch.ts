import type { Snapshot } from '../../collectors/snapshot.ts'
import type { ExitStatus } from '../commands/command.ts'
import type { Answer } from '../reachability/answer.ts'
import type { Asked } from '../reachability/parties.ts'
import type { WhyOptions } from '../reachability/why.ts'
import { UsageError } from '../usage-error.ts'
import { ask, statusOf } from './ask.ts'

interface BatchOptions extends WhyOptions {
  /** Adds what a real packet met. */
  readonly verify: ((answer: Answer, asked: Asked) => Promise<Answer>) | null
}

interface BatchLine {
  /** One line of JSON, without its end. */
  readonly json: string
  readonly status: ExitStatus
}

/**
 * Answers one question a line: `SRC DST`. Blank lines and those that begin with `#` are left out; a line that cannot be answered
 * becomes `{"error": …, "line": …}`, with its number from 1.
 */
export async function* answerLines(
  snapshot: Snapshot,
  lines: AsyncIterable<string> | Iterable<string>,
  { verify, ...options }: BatchOptions,
): AsyncGenerator<BatchLine> {
  let number = 0
  for await (const line of lines) {
    number++
    const words = line.trim().split(/\s+/)
    if (words[0] === '' || words[0]?.startsWith('#')) continue
    try {
      const asked = askedBy(words)
      const answer = ask(snapshot, asked, options)
      const whole = verify === null ? answer : await verify(answer, asked)
      yield { json: JSON.stringify(whole), status: statusOf[answer.verdict] }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      yield { json: JSON.stringify({ error: error.message, line: number }), status: 2 }
    }
  }
}

const askedBy = ([from, to, ...more]: readonly string[]): Asked => {
  if (from === undefined || to === undefined) throw new UsageError('DST is missing: a line has SRC and DST.')
  if (more.length > 0) throw new UsageError(`unexpected word '${more[0]}': a line has SRC and DST.`)
  return { from, to }
}

/** How grave a status is: a line that could not be read outweighs all else. */
const gravity: { readonly [S in ExitStatus]: number } = { 0: 0, 3: 1, 1: 2, 2: 3 }

/** The graver of two statuses: 2, then 1, then 3. */
export const worse = (one: ExitStatus, other: ExitStatus): ExitStatus => (gravity[one] < gravity[other] ? other : one)
