import { expect, it } from 'vitest'
import { parseCount } from '../../../collectors/wire/count.ts'

it('loses no digit', () => {
  expect(parseCount('0')).toBe(0)
  expect(parseCount('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
  expect(parseCount('9007199254740993')).toBe(9007199254740993n)
  expect(parseCount('18446744073709551615')).toBe(2n ** 64n - 1n)
  expect(parseCount('900719925474100', 10)).toBe(9007199254741000n)
  expect(parseCount('123', 10_000_000)).toBe(1_230_000_000)
})

it.each([undefined, '', '-1', '1.5', ' 1', '1 ', '0x1', '1e3', '١'])('takes %j for no count', (text) => {
  expect(parseCount(text)).toBeNull()
})
