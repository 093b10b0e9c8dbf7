import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labelValue } from '../../../exporters/prometheus/label-value.ts'
import { hostile } from '../example-snapshot.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 }).map((units) => String.fromCharCode(...units)),
)

test('whatever goes in, what comes out is well-formed, short, and obeyed by no terminal', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const value = labelValue(text)
      expect(value.isWellFormed()).toBe(true)
      expect(value.length).toBeLessThanOrEqual(256)
      expect(value).not.toMatch(/\p{Cc}/u)
    }),
  )
})

test('different values stay different', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      fc.pre(one !== other)
      expect(labelValue(one)).not.toBe(labelValue(other))
    }),
  )
  const long = 'x'.repeat(300)
  expect(labelValue(`${long}1`)).not.toBe(labelValue(`${long}2`))
  expect(labelValue('\ud800')).not.toBe(labelValue('\ud801'))
  expect(labelValue('a\u001b')).not.toBe(labelValue('a\\x1b'))
})

test('ordinary values are left alone', () => {
  for (const value of ['eth0', 'br-1a2b', 'registry.example/a/b:1.2@sha256:00', 'größe', '', 'x'.repeat(256)])
    expect(labelValue(value)).toBe(value)
  expect(labelValue(4026531840)).toBe('4026531840')
  expect(labelValue(hostile)).toMatch(/^a"b\\c\\x0ad\\x1b\[31m.*~[0-9a-f]{8}$/)
})
