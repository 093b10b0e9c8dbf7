import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable } from '../../../exporters/formats/printable.ts'

test.each([
  ['\x1b[31m', '\\x1b[31m'],
  ['a\nb\tc\0', 'a\\x0ab\\x09c\\x00'],
  ['\x7f\x9b2J', '\\x7f\\x9b2J'],
  ['user\u202egnp.exe', 'user\\u202egnp.exe'],
  ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
  ['lone \ud800 half', 'lone \\ud800 half'],
  ['tag \u{e0041}', 'tag \\u{e0041}'],
  ['line\u2028break', 'line\\u2028break'],
  ['name\\xe8', 'name\\xe8'],
  ['Grüße 日本 🐳', 'Grüße 日本 🐳'],
])('%j is shown as %j', (text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('what is very long is cut, and says so', () => {
  expect(printable('x'.repeat(1_000_000))).toMatch(/^x{300}…$/)
})

test('whatever somebody writes, nothing of it can move a cursor', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(printable(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
    }),
  )
})
