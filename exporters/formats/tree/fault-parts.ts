import type { Fault } from '../faults/fault.ts'
import { type Part, say } from './row.ts'

/** No fault is cut short. */
const lengthLimit = 2000

/** @param subject what the fault is of, if it is not of the row itself */
export const faultParts = (faults: readonly Fault[], subject = ''): Part[] =>
  faults.map(({ level, text }) =>
    say(`${level === 'broken' ? '✗' : '!'} ${subject === '' ? '' : `${subject} `}${text}`, level, lengthLimit),
  )
