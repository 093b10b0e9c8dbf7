import { expect, test } from 'vitest'
import type { Codec } from '../../../collectors/wire/codec.ts'
import { chars, cstring, hardwareAddress, hex } from '../../../collectors/wire/text.ts'
import { viewOf } from './view-of.ts'

const decode = (codec: Codec<string>, digits: string): string => {
  const { view, at, length } = viewOf(digits)
  return codec.decode(view, at, length)
}

test.each([
  ['65746830 00', 'eth0'],
  ['65746830', 'eth0'],
  ['657468 00 3000', 'eth'],
  ['', ''],
  ['00', ''],
  ['c3a9746800', 'éth'],
  ['65 e28692 00', 'e→'],
  // Two names that differ only in invalid bytes stay different.
  ['6574 ff 00', 'et\\xff'],
  ['6574 fe 00', 'et\\xfe'],
  // A character cut off by the end of the span.
  ['6574 e286', 'et\\xe2\\x86'],
])('the string %s is %s', (digits, expected) => {
  expect(decode(cstring, digits)).toBe(expected)
})

test('characters of a struct end at NUL or at the end of the array', () => {
  expect(decode(chars(4), '65740000')).toBe('et')
  expect(decode(chars(4), '65746830')).toBe('eth0')
})

test('a hardware address has any length up to 32', () => {
  expect(decode(hardwareAddress, '0242ac110002')).toBe('02:42:ac:11:00:02')
  expect(decode(hardwareAddress, '')).toBe('')
  expect(decode(hardwareAddress, '00'.repeat(20))).toHaveLength(59)
  expect(() => decode(hardwareAddress, '00'.repeat(33))).toThrow('expected at most 32 bytes')
})

test('bytes are lower-case digits', () => {
  expect(decode(hex, '00ffA0')).toBe('00ffa0')
})
