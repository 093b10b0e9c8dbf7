import { spawnSync } from 'node:child_process'
import type { Codec } from '../../collectors/wire/codec.ts'
import { codecsWithin, isAttributes, isStruct, isWords } from '../captures/tables.ts'

/** A number that the kernel's headers define. */
export interface Fact {
  readonly expression: string
  readonly value: number
  readonly header: string
}

/** Every number that the tables within these claim. */
export const tableFacts = (roots: readonly Codec<unknown>[]): readonly Fact[] => {
  const codecs = new Set(roots.flatMap((root) => [...codecsWithin(root)]))
  return [...codecs].flatMap((codec): readonly Fact[] => {
    if (isStruct(codec)) {
      const { name, header, rows } = codec.struct
      const offset = (field: string): string => `__builtin_offsetof(struct ${name}, ${field})`
      return Object.values(rows).map(([value, , field]) => ({ expression: offset(field), value, header }))
    }
    const numbered = isAttributes(codec) ? codec.attributes : isWords(codec) ? codec.words : null
    if (numbered === null) return []
    const { prefix, header, rows } = numbered
    return Object.values(rows).map((row) => ({ expression: prefix + row.at(-1), value: Number(row[0]), header }))
  })
}

/** What a C compiler says against these: nothing when all are true. */
export const refuted = (facts: readonly Fact[]): string => {
  const headers = [...new Set(facts.map(({ header }) => header))]
  const source = [
    '#include <linux/types.h>',
    ...headers.map((header) => `#include <${header}>`),
    ...facts.map(({ expression, value }) => `_Static_assert((long)(${expression}) == ${value}, "${expression}");`),
  ]
  const { stderr } = spawnSync('gcc', ['-x', 'c', '-fsyntax-only', '-fmax-errors=0', '-'], {
    input: source.join('\n'),
    encoding: 'utf8',
  })
  return stderr
}
