import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CgroupDraft, CgroupFile } from '../../../collectors/cgroups/controllers/controller.ts'
import { controllers } from '../../../collectors/cgroups/controllers/index.ts'
import { DecodeError } from '../../../collectors/wire/error.ts'
import { parseTree } from './tree.ts'

const files = new Map<string, CgroupFile>(
  controllers
    .flatMap(({ version1, version2 }) => [...version1, ...version2])
    .flatMap((source) => source.files)
    .map((file) => [file.name, file]),
)

/** What the trees have of each file; that of a page size serves for all. */
const texts = new Map<string, ReadonlySet<string>>()
for (const tree of globSync('test/golden/cgroups/*.tree')) {
  for (const [path, text] of parseTree(readFileSync(tree, 'utf8'))) {
    const name = basename(path).replace(/^(hugetlb)\.[^.]+\./, '$1.PAGESIZE.')
    if (files.has(name)) texts.set(name, new Set([...(texts.get(name) ?? []), text]))
  }
}

/** The record after reading, or null when the text was refused; then nothing was written. */
const readInto = (file: CgroupFile, bytes: Buffer): CgroupDraft | null => {
  const cgroup: CgroupDraft = { path: '/x' }
  try {
    // The buffer goes on with what an earlier file left in it.
    file.read({ bytes: Buffer.concat([bytes, Buffer.from('9 9\n')]), length: bytes.length }, cgroup, '2MB')
    return cgroup
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    expect(cgroup).toEqual({ path: '/x' })
    return null
  }
}

test('the trees have every file that is ever asked for', () => {
  expect([...files.keys()].filter((name) => !texts.has(name))).toEqual([])
})

describe.each([...texts])('%s', (name, variants) => {
  const file = files.get(name)
  if (file === undefined) throw new Error(`no file ${name}`)

  test('is understood whole, and refused when it ends within a line', () => {
    for (const text of variants) {
      const bytes = Buffer.from(text)
      expect(readInto(file, bytes)).not.toBeNull()
      for (let length = 1; length < bytes.length; length += 1) {
        const read = readInto(file, bytes.subarray(0, length))
        if (bytes[length - 1] !== 0x0a) expect({ length, read }).toEqual({ length, read: null })
      }
    }
  })

  test('gives an error of its own, or numbers, when a byte of it is another', () => {
    for (const text of variants) {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += 1) {
        for (const other of [0, 0x0a, 0x20, 0x2d, 0x39, 0x7f, 0xff]) {
          const damaged = Buffer.from(bytes)
          damaged[at] = other
          readInto(file, damaged)
        }
      }
    }
  })
})
