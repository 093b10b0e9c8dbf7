import { expect, test } from 'vitest'
import { eachNamespace, recordsIn, recordsOf } from '../../../agent/indexes/by-namespace.ts'
import { randomFrom } from '../../kernel/random.ts'

interface Item {
  readonly netns: string
  readonly name: number
}

const namespaces = ['a', 'b', 'c', 'd']

test('whatever the list before was, the groups are those of the list', () => {
  const random = randomFrom(3)
  let list: readonly Item[] = []
  for (let round = 0; round < 1000; round++) {
    const at = random.below(list.length + 1)
    const gone = random.below(3)
    const added = Array.from({ length: random.below(3) }, () => ({ netns: random.of(namespaces), name: round }))
    list = list.length > 30 ? [] : [...list.slice(0, at), ...added, ...list.slice(at + gone)]
    const expected = Map.groupBy(list, ({ netns }) => netns)
    expect([...eachNamespace(list)]).toEqual([...expected])
    for (const netns of namespaces) expect(recordsIn(list, netns)).toEqual(expected.get(netns) ?? [])
  }
})

test('records that are the same are the same list in a later list, and some namespaces are in its order', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((netns) => [1, 2].map((name): Item => ({ netns, name })))
  if (a === undefined || b === undefined || c === undefined) throw new TypeError('three groups')
  const before = [...a, ...b, ...c]
  const known = namespaces.map((netns) => recordsIn(before, netns))
  const after = [...a, { netns: 'b', name: 3 }, ...c]
  expect(recordsIn(after, 'a')).toBe(known[0])
  expect(recordsIn(after, 'b')).toEqual([{ netns: 'b', name: 3 }])
  expect(recordsIn(after, 'c')).toBe(known[2])
  expect(recordsOf(after, ['c', 'a'])).toEqual([...a, ...c])
})
