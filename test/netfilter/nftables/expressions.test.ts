import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { counterIn, expressionsAt } from '../../../collectors/netfilter/nftables/expressions/expression-list.ts'
import { type Expression, expression, expressions } from '../../../collectors/netfilter/nftables/expressions/index.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { toJson } from '../../../collectors/wire/json.ts'
import { attribute, be32, be64, expressionBytes, list, name, value, viewOf } from './bytes.ts'
import { samples } from './expression-samples.ts'

const decode = (bytes: Uint8Array): Expression => expression.decode(viewOf(bytes), 0, bytes.length, 'ipv4')
const named = samples.map(([bytes, expected], at) => [`${at}: ${expected.kind}`, bytes, expected] as const)

describe('an expression', () => {
  const check = new Ajv({ strict: false }).compile(expression.json)

  test.each(named)('%s', (_name, bytes, expected) => {
    expect(decode(bytes)).toEqual(expected)
  })

  test.each(named)('%s is as its schema says', (_name, bytes) => {
    expect(check(JSON.parse(toJson(decode(bytes)))), JSON.stringify(check.errors)).toBe(true)
  })

  test.each(named)('%s, cut off or with a flipped bit, fails with a DecodeError or not at all', (_name, bytes) => {
    for (let length = 0; length < bytes.length; length++) onlyDecodeErrors(() => decode(bytes.subarray(0, length)))
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      onlyDecodeErrors(() => decode(flipped))
      const entry = list(flipped)
      onlyDecodeErrors(() => expressionsAt(viewOf(entry), 0, entry.length, 2))
    }
  })

  test('says where it is wrong', () => {
    const entries = list(expressionBytes('notrack'), expressionBytes('cmp', attribute(1, be32(1).subarray(0, 3))))
    expect(() => expressionsAt(viewOf(entries), 0, entries.length, 2)).toThrow(
      /^expression 2 › cmp › sreg: expected 4 bytes, got 3 at byte \d+$/,
    )
  })
})

const onlyDecodeErrors = (act: () => unknown): void => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
  }
}

describe('the samples', () => {
  test('have every kind', () => {
    const kinds = new Set(samples.map(([, { kind }]) => kind))
    const known = Object.values(expressions).map((kind) => kind.name)
    expect(known.filter((kind) => !kinds.has(kind))).toEqual([])
  })

  test('have every attribute of every kind', () => {
    const missing = Object.values(expressions).flatMap((kind) => {
      const { rows } = kind.data.attributes
      const own = samples.filter(([, expected]) => expected.kind === kind.name)
      return Object.entries(rows)
        .filter(([, [number]]) => !own.some(([bytes]) => attributesOf(bytes).includes(number)))
        .map(([row]) => `${kind.name} ${row}`)
    })
    expect(missing).toEqual([])
  })
})

/** Numbers of the attributes in NFTA_EXPR_DATA. */
const attributesOf = (bytes: Buffer): readonly number[] => {
  const found: number[] = []
  const dataAt = (bytes.readUInt16LE(0) + 3) & ~3
  for (let at = dataAt + 4; at < bytes.length; at += (bytes.readUInt16LE(at) + 3) & ~3)
    found.push(bytes.readUInt16LE(at + 2))
  return found
}

describe('expressions of rules', () => {
  const accept = expressionBytes('immediate', attribute(1, be32(0)), attribute(2, attribute(2, attribute(1, be32(1)))))
  const comparison = (digits: string): Buffer =>
    expressionBytes('cmp', attribute(1, be32(1)), attribute(2, be32(0)), attribute(3, value(digits)))
  const counter = (packets: bigint): Buffer =>
    expressionBytes('counter', attribute(1, be64(packets * 10n)), attribute(2, be64(packets)))
  const read = (bytes: Buffer, family = 2): readonly Expression[] =>
    expressionsAt(viewOf(bytes), 0, bytes.length, family)

  test('come in their order; equal ones are one frozen object, counters never', () => {
    const first = read(list(comparison('01'), counter(1n), accept))
    const second = read(list(counter(2n), accept, comparison('01'), comparison('02')))
    expect(first.map(({ kind }) => kind)).toEqual(['cmp', 'counter', 'immediate'])
    expect(second).toEqual([
      { kind: 'counter', packets: 2, bytes: 20 },
      { kind: 'immediate', dreg: 0, data: { verdict: 'accept' } },
      { kind: 'cmp', sreg: 1, op: 'eq', data: '01' },
      { kind: 'cmp', sreg: 1, op: 'eq', data: '02' },
    ])
    expect(second[1]).toBe(first[2])
    expect(second[2]).toBe(first[0])
    expect(Object.isFrozen(second[1])).toBe(true)
    expect(Object.isFrozen((second[1] as { data: unknown }).data)).toBe(true)
  })

  test('values that differ only in how many zeros they end in are not taken for each other', () => {
    expect(read(list(comparison('00'), comparison('0000'), comparison('000000')))).toMatchObject([
      { data: '00' },
      { data: '0000' },
      { data: '000000' },
    ])
  })

  test('wherever they lie in a buffer', () => {
    const bytes = list(comparison('0a000001'), counter(3n), accept)
    for (let before = 0; before < 4; before++) {
      const surrounded = Buffer.concat([Buffer.alloc(before, 0xff), bytes, Buffer.alloc(3, 0xff)])
      expect(expressionsAt(viewOf(surrounded), before, bytes.length, 2)).toEqual(read(bytes))
    }
  })

  test('of more rules than are remembered', () => {
    const digits = (n: number): string => n.toString(16).padStart(8, '0')
    for (let n = 0; n < 40_000; n++)
      expect(read(list(comparison(digits(n))))).toEqual([{ kind: 'cmp', sreg: 1, op: 'eq', data: digits(n) }])
  })

  test('an empty list, and a counter that says nothing', () => {
    expect(read(Buffer.alloc(0))).toEqual([])
    expect(read(list(expressionBytes('counter')))).toEqual([{ kind: 'counter', packets: 0, bytes: 0 }])
  })

  test('only a counter is looked at as one', () => {
    const inView = (bytes: Buffer): unknown => counterIn(viewOf(bytes), 0, bytes.length)
    expect(inView(counter(2n ** 60n))).toEqual({ kind: 'counter', packets: 2n ** 60n, bytes: 2n ** 60n * 10n })
    expect(inView(expressionBytes('counter2', attribute(1, be64(1n))))).toBe(null)
    expect(inView(attribute(1, name('counter')))).toBe(null)
    expect(inView(Buffer.concat([counter(1n), attribute(3)]))).toBe(null)
    expect(inView(accept)).toBe(null)
  })
})
