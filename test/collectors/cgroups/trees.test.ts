import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openReader } from './read-tree.ts'
import { openTree } from './tree.ts'

/** Files as kernels have them, each beside what is read of them. */
const names = globSync('test/golden/cgroups/*.tree').map((file) => basename(file, '.tree'))

const shown = (value: unknown): string =>
  `${JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}` : inner), 2)}\n`

describe.each(names)('%s', (name) => {
  test('gives the records that are beside it', async () => {
    using tree = openTree(name)
    const { reader, told } = openReader(tree.root)
    using _ = reader
    const records = tree.targets.map((target) => reader.read(target))
    await expect(shown({ records, told })).toMatchFileSnapshot(`../../golden/cgroups/${name}.json`)
  })

  test('gives the same again, from files that are kept or opened each time', () => {
    using tree = openTree(name)
    using kept = openReader(tree.root).reader
    using opened = openReader(tree.root, undefined, 0).reader
    const first = tree.targets.map((target) => kept.read(target))
    kept.keepOnly(tree.targets)
    expect(tree.targets.map((target) => kept.read(target))).toEqual(first)
    expect(tree.targets.map((target) => opened.read(target))).toEqual(first)
  })
})

test('there are trees of both versions and of both together', () => {
  expect(new Set(names.map((name) => name.split('-')[0]))).toEqual(new Set(['v1', 'v2', 'hybrid']))
})
