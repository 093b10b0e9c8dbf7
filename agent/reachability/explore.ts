import type { Question, Trial } from './trial.ts'

/** A question that a run asked, and what was answered. */
export interface Answered {
  readonly question: Question
  /** Number of the answer. */
  readonly answer: number
}

/** What one run made of one set of answers. */
export interface Explored<R> {
  readonly result: R
  /** In the order in which they were asked first. */
  readonly answered: readonly Answered[]
}

export interface Exploration<R> {
  readonly runs: readonly [Explored<R>, ...Explored<R>[]]
  /** There are more combinations of answers than were tried. */
  readonly isCut: boolean
}

const mostRuns = 64

/**
 * Runs a simulation once for each combination of answers that matters: what is asked depends on what was answered before, so each run
 * takes the answers of the one before up to its last question that has another answer. The first run takes the first answers.
 */
export const explore = <R>(run: (decide: Trial['decide']) => R, most = mostRuns): Exploration<R> => {
  const first = runWith(run, [])
  const runs: [Explored<R>, ...Explored<R>[]] = [first]
  let next = nextAnswers(first.answered)
  while (next !== null && runs.length < most) {
    const explored = runWith(run, next)
    runs.push(explored)
    next = nextAnswers(explored.answered)
  }
  return { runs, isCut: next !== null }
}

const runWith = <R>(run: (decide: Trial['decide']) => R, answers: readonly number[]): Explored<R> => {
  const answered: Answered[] = []
  const known = new Map<string, number>()
  const decide = (question: Question): number => {
    const before = known.get(question.key)
    if (before !== undefined) return before
    const answer = answers[answered.length] ?? 0
    known.set(question.key, answer)
    answered.push({ question, answer })
    return answer
  }
  return { result: run(decide), answered }
}

/** The answers of the next run; null when all were tried. */
const nextAnswers = (answered: readonly Answered[]): number[] | null => {
  const last = answered.findLastIndex(({ question, answer }) => answer + 1 < question.answers.length)
  return last < 0 ? null : answered.slice(0, last + 1).map(({ answer }, at) => (at === last ? answer + 1 : answer))
}
