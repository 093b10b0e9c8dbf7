import { expect, test } from 'vitest'
import { tokenBucket } from '../../../../exporters/api/access/token-bucket.ts'

const bucketWith = (intervalMs: number, burst: number) => {
  let time = 0
  const bucket = tokenBucket({ intervalMs, burst }, () => time)
  /** How many of so many requests at once are let in. */
  return (after: number, requests: number): number => {
    time += after
    return Array.from({ length: requests }, bucket.take).filter((taken) => taken).length
  }
}

test('a burst at once, then one each interval, and no more than a burst is saved up', () => {
  const take = bucketWith(100, 3)
  expect(take(0, 10)).toBe(3)
  expect(take(50, 10)).toBe(0)
  expect(take(50, 10)).toBe(1)
  expect(take(250, 10)).toBe(2)
  expect(take(50, 10)).toBe(1)
  expect(take(60_000, 10)).toBe(3)
})

test('a burst of none lets nobody in, as with exporters', () => {
  const take = bucketWith(1_000, 0)
  expect(take(0, 5)).toBe(0)
  expect(take(60_000, 5)).toBe(0)
})

test('those who are refused do not make it later for others', () => {
  const take = bucketWith(100, 1)
  expect(take(0, 1)).toBe(1)
  for (let round = 0; round < 9; round++) expect(take(10, 5)).toBe(0)
  expect(take(11, 5)).toBe(1)
})
