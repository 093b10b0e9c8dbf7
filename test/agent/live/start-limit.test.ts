import { expect, test } from 'vitest'
import { StartLimit } from '../../../agent/live/start-limit.ts'

test('what is started again now and then is never too much, what is started again and again is', () => {
  const limit = new StartLimit(3, 1_000)
  expect([0, 400, 800, 1_200, 1_600].map((now) => limit.start(now))).toEqual([1, 2, 3, 3, 3])
  expect([1_700, 1_799, 1_800, 1_900].map((now) => limit.start(now))).toEqual([null, null, 3, null])
  expect(limit.start(10_000)).toBe(1)
})
