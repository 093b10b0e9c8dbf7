import { describe, expect, test } from 'vitest'
import { decodeTable, renewedTable } from '../../../../collectors/netfilter/xtables/legacy/kept-table.ts'
import { DecodeError } from '../../../../collectors/wire/error.ts'
import { randomFrom } from '../../../kernel/random.ts'
import { chainBytes, entryBytes, extensionBytes, tableBytes, tableOf, verdictBytes } from './entry-bytes.ts'

const tcp = extensionBytes('tcp', Uint8Array.of(0, 0, 255, 255, 80, 0, 80, 0, 0, 0, 0, 0))
const tomorrow = extensionBytes('tomorrow', Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), 9)
const plain = entryBytes(verdictBytes(-2)).length
const rules = (): readonly Buffer[] => [
  entryBytes(verdictBytes(-2), [tcp], (entry) => entry.writeUInt16LE(6, 80)),
  entryBytes(tomorrow, [tomorrow]),
]
const size = (list: readonly Buffer[]): number => list.reduce((sum, { length }) => sum + length, 0)

describe('a table', () => {
  test('is told with extensions that nobody knows', () => {
    const { table, malformed } = decodeTable(tableBytes(rules()))
    expect(malformed).toEqual([])
    const other = { kind: 'other', name: 'tomorrow', revision: 9, bytes: '0102030405060708' }
    expect(table.chains).toMatchObject([
      {
        name: 'INPUT',
        base: { hook: 'input', policy: 'accept' },
        rules: [
          { entry: { protocol: 6 }, matches: [{ kind: 'tcp' }], target: { kind: 'verdict', verdict: 'accept' } },
          { matches: [other], target: { kind: 'extension', extension: other } },
        ],
      },
    ])
  })

  test('keeps a match whose struct makes no sense, and says so', () => {
    const short = extensionBytes('comment', Buffer.from('too short'))
    const { table, malformed } = decodeTable(tableBytes([entryBytes(verdictBytes(-1), [short])]))
    expect(malformed.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^ipv4 filter › INPUT › rule 1 › comment: .*16/),
    ])
    expect(table.chains[0]?.rules[0]).toMatchObject({ matches: [{ kind: 'other', name: 'comment' }] })
  })

  test('has jumps, gotos and rules that only count', () => {
    const first = plain * 3
    const mine = chainBytes('mine').length
    const input = [
      entryBytes(verdictBytes(first + mine)),
      entryBytes(verdictBytes(first + mine), [], (entry) => entry.writeUInt8(2, 82)),
    ]
    const { table } = decodeTable(
      tableBytes(input, [
        chainBytes('mine'),
        entryBytes(verdictBytes(first + mine + plain)),
        entryBytes(verdictBytes(-5)),
      ]),
    )
    expect(table.chains.map(({ name }) => name)).toEqual(['INPUT', 'mine'])
    expect(table.chains[0]?.rules.map(({ target }) => target)).toEqual([
      { kind: 'jump', chain: 'mine' },
      { kind: 'goto', chain: 'mine' },
    ])
    expect(table.chains[1]?.rules).toMatchObject([{ target: { kind: 'none' } }])
  })

  test.each([
    ['a jump into the middle of a rule', [entryBytes(verdictBytes(8))], /INPUT › rule 1: a jump to byte 8/],
    ['a verdict that is none', [entryBytes(verdictBytes(-9))], /rule 1: a verdict -9/],
    [
      'a target that is longer than its entry',
      [entryBytes(extensionBytes('LOG', new Uint8Array(32)).fill(255, 0, 2))],
      /an extension of 65535 bytes/,
    ],
  ])('is refused for %s', (_, input, message) => {
    expect(() => decodeTable(tableBytes(input))).toThrow(message)
  })

  test('is refused without its end', () => {
    const all = rules()
    const blob = Buffer.concat([...all, entryBytes(verdictBytes(-2))])
    expect(() => decodeTable(tableOf(blob, size(all)))).toThrow(DecodeError)
  })
})

describe('counters', () => {
  const counted = (packets: number) => {
    const rule = entryBytes(verdictBytes(-1), [tcp])
    rule.writeUInt32LE(packets, 96)
    return tableBytes([rule, ...rules()])
  }

  test('of a table that is otherwise the same are renewed', () => {
    const kept = decodeTable(counted(1))
    expect(renewedTable(kept, counted(1))).toBe(kept)
    const renewed = renewedTable(kept, counted(7))
    expect(renewed?.table.chains[0]?.rules[0]).toEqual({ ...kept.table.chains[0]?.rules[0], packets: 7 })
    expect(renewed?.table.chains[0]?.rules[1]).toBe(kept.table.chains[0]?.rules[1])
  })

  test('are not taken from a table that changed', () => {
    const kept = decodeTable(counted(1))
    const other = counted(7)
    other.blob.view.setUint8(16, 101)
    const before = other.blob.words.slice()
    expect(renewedTable(kept, other)).toBe(null)
    expect(other.blob.words).toEqual(before)
  })
})

describe('damaged bytes', () => {
  const all = [...rules(), entryBytes(verdictBytes(-5))]
  const whole = Buffer.concat([
    ...all,
    entryBytes(verdictBytes(-2)),
    chainBytes('mine'),
    entryBytes(verdictBytes(-5)),
    chainBytes('ERROR'),
  ])
  const survives = (bytes: Uint8Array): void => {
    try {
      decodeTable(tableOf(bytes, size(all)))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
    }
  }

  test('cut anywhere give a DecodeError', () => {
    survives(whole)
    // Up to here it is a whole table, whose last entry would have another name.
    const complete = whole.length - entryBytes(verdictBytes(-5)).length - chainBytes('ERROR').length
    const lengths = Array.from({ length: whole.length }, (_, length) => length)
    for (const length of lengths.filter((one) => one !== complete))
      expect(() => decodeTable(tableOf(whole.subarray(0, length), size(all)))).toThrow(DecodeError)
  })

  test('with flipped bits give another table or a DecodeError', () => {
    const random = randomFrom(4)
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const bytes = Uint8Array.from(whole)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      survives(bytes)
    }
    for (let round = 0; round < 2000; round++) {
      const bytes = Uint8Array.from(whole)
      for (let i = 0; i < 1 + random.below(6); i++) bytes[random.below(bytes.length)] = random.below(256)
      survives(bytes)
    }
  })
})
