import { expect, test } from 'vitest'
import { keepEqual } from '../../collectors/keep-equal.ts'
import { randomFrom } from '../kernel/random.ts'

const record = (value: number) => ({ netns: '1', value: BigInt(value), nested: { list: [value] } })

test('what says the same is the same object, and the list too when all of it does', () => {
  const former = [record(1), record(2), record(3)]
  expect(keepEqual(former, [record(1), record(2), record(3)])).toBe(former)
  const changed = keepEqual(former, [record(1), record(9), record(3)])
  expect(changed.map((one) => former.indexOf(one))).toEqual([0, -1, 2])
  const moved = keepEqual(former, [record(3), record(8), record(1), record(7)])
  expect(moved.map((one) => former.indexOf(one))).toEqual([2, -1, 0, -1])
})

test('whatever came, went and moved, the list says what the new one says', () => {
  const random = randomFrom(7)
  const list = () => Array.from({ length: random.below(9) }, () => record(random.below(6)))
  for (let round = 0; round < 2000; round++) {
    const [former, current] = [list(), list()]
    expect(keepEqual(former, current)).toEqual(current)
  }
})
