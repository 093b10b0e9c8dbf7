import type { Problem } from '../../../collectors/problem.ts'
import { type Row, row, say } from './row.ts'

/** The rest would be more of the same; the snapshot has them all. */
const most = 20
const lengthLimit = 1000

/** What could not be read, and how to mend it. */
export const problemRows = (problems: readonly Problem[]): Row[] => {
  const rows = problems
    .slice(0, most)
    .map(({ collector, about, message }) =>
      row([say(collector), say(`${about === undefined ? '' : `${about}: `}${message}`, 'doubtful', lengthLimit)]),
    )
  const left = problems.length - most
  return left > 0 ? [...rows, row([say(`and ${left} more: --format json has them all`)])] : rows
}
