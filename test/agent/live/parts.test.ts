import { describe, expect, test } from 'vitest'
import { type Part, Parts, snapshotParts, usageParts } from '../../../agent/live/parts.ts'
import { count, flag, list, nullable, optional, record, text } from '../../../collectors/wire/shape.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'
import { exampleUsage } from '../../exporters/example-usage.ts'
import { freshSeed, randomFrom } from '../../kernel/random.ts'

/** As it comes out of the pipe. */
const sent = <T>(value: T): T => structuredClone(value)

describe('what is sent in parts arrives as it was', () => {
  test('a snapshot', () => {
    const [from, to] = [snapshotParts(), snapshotParts()]
    for (let time = 0; time < 2; time++) {
      const { parts, rest, same } = from.split(exampleSnapshot)
      expect(parts.length > 5).toBe(time === 0)
      for (const part of sent(parts)) to.add(part)
      expect(to.complete(sent(rest), same)).toEqual(exampleSnapshot)
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
    const parts = new Parts<object>('usage', json, 'whole')
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
  const parts = new Parts<{ words: readonly string[] }>('usage', record({ words: list(text) }).json, 'whole')
  const lengths = (found: readonly Part[]): number[] => found.map(({ values }) => values.length - 1)
  expect(lengths(parts.split({ words: Array(101).fill('w') }).parts)).toEqual([50, 50, 1])
  expect(parts.split({ words: [] })).toEqual({ parts: [], rest: { words: [] }, same: [] })
})

describe('of objects that have most of their records in common', () => {
  interface Host {
    readonly links: readonly { readonly name: string }[]
  }
  const shape = record({ links: list(record({ name: text })) })
  const partsOfHost = (): Parts<Host> => new Parts<Host>('snapshot', shape.json, 'changes')
  const link = (name: string): { readonly name: string } => ({ name })

  /** What arrives, and how many parts and records went over the pipe. */
  const pipe = () => {
    const [from, to] = [partsOfHost(), partsOfHost()]
    return (links: Host['links']) => {
      const { parts, rest, same } = from.split({ links })
      for (const part of sent(parts)) to.add(part)
      const records = parts.flatMap(({ values }) => values).filter((value) => typeof value === 'string').length
      return { arrived: to.complete(sent(rest), same).links, parts: parts.length, records }
    }
  }

  test('only new records are sent, and the others stay the same objects on the other side', () => {
    const send = pipe()
    const links = Array.from({ length: 1000 }, (_, at) => link(`eth${at}`))
    const first = send(links)
    expect(first).toMatchObject({ arrived: links, records: 1000 })
    const second = links.toSpliced(500, 1, link('changed'))
    const third = second.toSpliced(100, 2).toSpliced(800, 0, link('one'), link('two'))
    const changed = send(second)
    expect(changed).toEqual({ arrived: second, parts: 2, records: 1 })
    expect(changed.arrived[999]).toBe(first.arrived[999])
    expect(send(third)).toEqual({ arrived: third, parts: 3, records: 2 })
    expect(send(third)).toEqual({ arrived: third, parts: 0, records: 0 })
    expect(send([])).toEqual({ arrived: [], parts: 0, records: 0 })
    expect(send([...third])).toMatchObject({ arrived: third, records: third.length })
  })

  test('whatever becomes of a list arrives', () => {
    const random = randomFrom(freshSeed())
    const send = pipe()
    let links: Host['links'] = []
    for (let step = 0; step < 300; step++) {
      const at = random.below(links.length + 1)
      const fresh = Array.from({ length: random.below(60) }, (_, n) => link(`${step}.${n}`))
      links = random.of([
        () => links.toSpliced(at, random.below(80), ...fresh),
        () => [...links.slice(at), ...links.slice(0, at)],
        () => [...links],
        () => links,
      ])()
      expect(send(links).arrived).toEqual(links)
    }
  })
})
