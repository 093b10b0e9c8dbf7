import { DecodeError } from '../../wire/error.ts'
import { assertWhole, type Content, countBetween, isAt, isDigit } from '../content.ts'
import type { Cgroup } from '../record.ts'
import type { CgroupFile, Controller } from './controller.ts'

type Stall = NonNullable<NonNullable<Cgroup['pressure']>['cpu']>

const newline = 0x0a
const some = Buffer.from('some ')
const full = Buffer.from('full ')
const total = Buffer.from(' total=')

/** Lines `some avg10=0.12 avg60=0.00 avg300=0.00 total=1234` (Documentation/accounting/psi.rst); the total is in microseconds. */
const stall = (content: Content): Stall => {
  assertWhole(content)
  const { bytes, length } = content
  const found: { -readonly [K in keyof Stall]: Stall[K] } = {}
  for (let start = 0; start < length; ) {
    let end = start
    while (bytes[end] !== newline) end += 1
    let from = end
    while (isDigit(bytes[from - 1])) from -= 1
    if (!isAt(total, bytes, from - total.length)) throw new DecodeError('expected a total', start)
    const value = countBetween(bytes, from, end)
    if (isAt(some, bytes, start)) found.someMicroseconds = value
    else if (isAt(full, bytes, start)) found.fullMicroseconds = value
    else throw new DecodeError('expected some or full', start)
    start = end + 1
  }
  return found
}

const file = (resource: 'cpu' | 'memory' | 'io' | 'irq'): CgroupFile => ({
  name: `${resource}.pressure`,
  read: (content, cgroup) => {
    const found = stall(content)
    cgroup.pressure ??= {}
    cgroup.pressure[resource] = found
  },
})

export const pressure: Controller = {
  part: 'pressure',
  version1: [],
  // No controller has to be enabled. Without PSI (`psi=0`, or not built in) they are absent or cannot be read.
  version2: [{ controller: '', files: [file('cpu'), file('memory'), file('io'), file('irq')] }],
}
