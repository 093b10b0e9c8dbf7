import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Assembly, inParts } from '../../../agent/live/parts.ts'

test('what is sent in parts arrives whole, whatever came before', () => {
  const assembly = new Assembly()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (some, more) => {
      const whole = {
        takenAt: 'now',
        links: Array.from({ length: some }, (_, i) => i),
        none: [],
        rules: Array(more).fill({}),
      }
      const { parts, rest } = inParts(whole)
      for (const part of parts) assembly.add(part)
      expect(assembly.complete(rest)).toEqual(whole)
    }),
  )
})

test('no part is long, and a short object is sent as it is', () => {
  const { parts, rest } = inParts({ links: Array(1001).fill(1), other: [1] })
  expect(parts.map(({ list, items }) => [list, items.length])).toEqual(
    [200, 200, 200, 200, 200, 1].map((n) => ['links', n]),
  )
  expect(rest).toEqual({ links: [], other: [1] })
  const short = { links: Array(200).fill(1) }
  expect(inParts(short)).toEqual({ parts: [], rest: short })
})
