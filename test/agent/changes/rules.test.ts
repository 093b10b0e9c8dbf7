import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesBetween } from '../../../agent/changes/changes-between.ts'
import { editsBetween } from '../../../agent/changes/rules/edits.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'

type NftRecord = Snapshot['nftables'][number]

const [example] = exampleSnapshot.nftables.filter(({ chains }) => chains.some(({ rules }) => rules.length > 1))
if (example === undefined) throw new Error('the example has no rules')
const first = example.chains.find(({ rules }) => rules.length > 1)
if (first === undefined) throw new Error('the example has no chain of several rules')

const withTable = (table: NftRecord): Snapshot => ({
  ...exampleSnapshot,
  nftables: exampleSnapshot.nftables.map((one) => (one === example ? table : one)),
})

type Chain = NftRecord['chains'][number]
const withChain = (change: (chain: Chain) => Partial<Chain>): Snapshot =>
  withTable({
    ...example,
    chains: example.chains.map((chain) => (chain === first ? { ...chain, ...change(chain) } : chain)),
  })

const rulesChanged = (before: Snapshot, after: Snapshot) =>
  changesBetween(before, after)
    .filter(({ kind }) => ['rule', 'chain', 'table', 'set'].includes(kind))
    .map(({ kind, change, words }) => ({ kind, change, words: words?.replaceAll(first.name, 'CHAIN') }))

test('a rule that is taken out or put in is told with its number', () => {
  const without = withChain(({ rules }) => ({ rules: rules.slice(1) }))
  expect(rulesChanged(exampleSnapshot, without)).toEqual([
    {
      kind: 'rule',
      change: 'removed',
      words: expect.stringMatching(/^rule 1 deleted from CHAIN \(\w+ \w+\) of \S+: ./),
    },
  ])
  expect(rulesChanged(without, exampleSnapshot)).toEqual([
    { kind: 'rule', change: 'added', words: expect.stringMatching(/^rule 1 inserted in CHAIN \(\w+ \w+\) of \S+: ./) },
  ])
})

test('a rule in the place of another replaces it', () => {
  const after = withChain(({ rules }) => ({
    rules: rules.map((rule, at) =>
      at === 0 ? { ...rule, handle: 4_000, expressions: rule.expressions.slice(1) } : rule,
    ),
  }))
  expect(rulesChanged(exampleSnapshot, after)).toMatchObject([
    { change: 'changed', words: expect.stringMatching(/^rule 1 of CHAIN .* replaced: .* \(was .*\)$/) },
  ])
})

test('rules that are written anew as they were are no change', () => {
  const after = withChain(({ rules }) => ({
    rules: rules.map((rule) => ({ ...rule, handle: Number(rule.handle) + 1_000 })),
  }))
  expect(rulesChanged(exampleSnapshot, after)).toEqual([])
})

test('counters are no change', () => {
  const counted = (table: NftRecord): NftRecord =>
    JSON.parse(JSON.stringify(table).replaceAll(/"packets":\d+/g, '"packets":77'))
  expect(counted(example)).not.toEqual(example)
  expect(rulesChanged(exampleSnapshot, withTable(counted(example)))).toEqual([])
})

test('many rules at a time are counted, a chain and a table are told once', () => {
  const many = withChain(({ rules: [rule] }) => ({
    rules: Array.from({ length: 40 }, (_, at) => ({ ...rule, handle: 5_000 + at, expressions: [] })).filter(
      (one) => one !== undefined,
    ) as Chain['rules'],
  }))
  expect(rulesChanged(exampleSnapshot, many)).toMatchObject([
    { kind: 'rule', change: 'changed', words: expect.stringMatching(/^\d+ rules added to CHAIN .*, \d+ deleted$/) },
  ])
  const noChain = withTable({ ...example, chains: example.chains.filter((chain) => chain !== first) })
  expect(rulesChanged(exampleSnapshot, noChain)).toMatchObject([{ kind: 'chain', change: 'removed' }])
  const noTable = { ...exampleSnapshot, nftables: exampleSnapshot.nftables.filter((one) => one !== example) }
  expect(rulesChanged(exampleSnapshot, noTable)).toMatchObject([{ kind: 'table', change: 'removed' }])
  expect(rulesChanged(noTable, exampleSnapshot)).toMatchObject([{ kind: 'table', change: 'added' }])
})

test('edits turn one list into the other', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5), { maxLength: 12 }), fc.array(fc.nat(5), { maxLength: 12 }), (before, after) => {
      const { removed, added } = editsBetween(before, after, (one, other) => one === other)
      const gone = new Set(removed.map(({ at }) => at))
      const rest = before.filter((_, at) => !gone.has(at))
      for (const { at, item } of added) rest.splice(at, 0, item)
      expect(rest).toEqual(after)
      expect(editsBetween(after, after, (one, other) => one === other)).toEqual({ removed: [], added: [] })
    }),
  )
})
