import { describe, expect, test } from 'vitest'
import { type Part, Parts, snapshotParts, usageParts } from '../../../agent/live/parts.ts'
import { count, flag, list, nullable, optional, record, text } from '../../../collectors/wire/shape.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'
import { exampleUsage } from '../../exporters/example-usage.ts'

/** As it comes out of the pipe. */
const sent = <T>(value: T): T => structuredClone(value)

describe('what is sent in parts arrives as it was', () => {
  test('a snapshot', () => {
    const [from, to] = [snapshotParts(), snapshotParts()]
    for (let time = 0; time < 2; time++) {
      const { parts, rest } = from.split(exampleSnapshot)
      expect(parts.length).toBeGreaterThan(5)
      for (const part of sent(parts)) to.add(part)
      expect(to.complete(sent(rest))).toEqual(exampleSnapshot)
    }
  })

  test.each([1, 2] as const)('the counters of version %i', (version) => {
    const [from, to] = [usageParts(), usageParts()]
    const usage = exampleUsage(version)
    const { parts, rest } = from.split(usage)
    for (const part of sent(parts)) to.add(part)
    expect(to.complete(sent(rest))).toEqual(usage)
  })

  test('records with all kinds of fields, however many', () => {
    const { json } = record({
      things: list(
        record({
          id: text,
          some: optional(record({ big: optional(count), on: optional(flag), none: nullable(text) })),
          list: optional(list(record({ name: text }))),
          words: list(text),
        }),
      ),
    })
    const parts = new Parts<object>('usage', json)
    const things = Array.from({ length: 1001 }, (_, at) => ({
      id: `${at}`,
      words: Array(at % 3).fill('w'),
      ...(at % 2 === 0 ? { some: { none: null, ...(at % 4 === 0 ? { big: 2n ** 60n, on: false } : {}) } } : {}),
      ...(at % 5 === 0 ? { list: at % 10 === 0 ? [] : [{ name: 'x' }, { name: '' }] } : {}),
    }))
    const split = parts.split({ things, rest: 'r' })
    for (const part of sent(split.parts)) parts.add(part)
    expect(parts.complete(split.rest)).toEqual({ things, rest: 'r' })
  })
})

test('no part holds more than 50 records, and an object without records is sent as it is', () => {
  const parts = new Parts<{ words: readonly string[] }>('usage', record({ words: list(text) }).json)
  const lengths = (found: readonly Part[]): number[] => found.map(({ values }) => values.length - 1)
  expect(lengths(parts.split({ words: Array(101).fill('w') }).parts)).toEqual([50, 50, 1])
  expect(parts.split({ words: [] })).toEqual({ parts: [], rest: { words: [] } })
})
