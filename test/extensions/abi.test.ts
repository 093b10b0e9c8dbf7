import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ipv4 } from '../../collectors/wire/addresses.ts'
import { absentStructs } from './absent.ts'
import { listNames, lists } from './capture.ts'
import { codecsOf, isBits, tablesWithin } from './tables.ts'

/** Something that a table says, as a condition that the compiler can check against a header. */
interface Claim {
  readonly header: string
  readonly condition: string
  /** Of what; null for a constant. */
  readonly struct: string | null
}

const tables = [
  ...new Set(
    listNames.flatMap((list) =>
      Object.values(lists[list]).flatMap((extension) =>
        codecsOf(extension).flatMap(({ codec }) => tablesWithin(codec)),
      ),
    ),
  ),
]

const claimsOf = (table: (typeof tables)[number]): readonly Claim[] => {
  if (isBits(table)) {
    const { header, rows } = table.bits
    return Object.values(rows)
      .filter(([, constant]) => constant !== '')
      .map(([bit, constant]) => ({ header, condition: `${constant} == ${bit}`, struct: null }))
  }
  const { name, header, rows } = table.struct
  const fields = Object.values(rows).flatMap(([offset, codec, field]) => {
    const size = `sizeof(((struct ${name} *)0)->${field})`
    // An IPv4 address is a part of union nf_inet_addr.
    const compare = codec === ipv4 ? '>=' : '=='
    return [`offsetof(struct ${name}, ${field}) == ${offset}`, `${size} ${compare} ${codec.size}`]
  })
  return [`sizeof(struct ${name}) >= ${table.size}`, ...fields].map((condition) => ({
    header,
    condition,
    struct: name,
  }))
}

const claims = [
  ...new Map(tables.flatMap(claimsOf).map((claim) => [`${claim.header} ${claim.condition}`, claim])).values(),
]

/** The claims that the compiler does not confirm, each with its words. The headers clash: each is compiled alone. */
const refused = (header: string, conditions: readonly string[]): readonly string[] => {
  const lines = [
    `#include <${header}>`,
    '#include <stddef.h>',
    ...conditions.map((condition) => `_Static_assert(${condition}, "not so");`),
  ]
  const { stderr } = spawnSync('gcc', ['-x', 'c', '-fsyntax-only', '-fmax-errors=0', '-'], {
    input: lines.join('\n'),
    encoding: 'utf8',
  })
  return [...stderr.matchAll(/^<stdin>:(\d+):\d+: (?:fatal )?error: (.*)/gm)].map(
    ([, line, words]) => `${header}: ${conditions[Number(line) - 3] ?? 'the header itself'}: ${words}`,
  )
}

const isAbsent = ({ struct }: Claim): boolean => struct !== null && struct in absentStructs

test('every struct and constant has the layout and the value of the installed headers', () => {
  const byHeader = Map.groupBy(
    claims.filter((claim) => !isAbsent(claim)),
    ({ header }) => header,
  )
  const wrong = [...byHeader].flatMap(([header, ofHeader]) =>
    refused(
      header,
      ofHeader.map(({ condition }) => condition),
    ),
  )
  expect(wrong).toEqual([])
  expect(byHeader.size).toBeGreaterThan(1)
})

test('what is listed as absent is in some table and in no installed header', () => {
  const present = Object.keys(absentStructs).filter((struct) => {
    const header = claims.find((claim) => claim.struct === struct)?.header
    return header === undefined || refused(header, [`sizeof(struct ${struct}) > 0`]).length === 0
  })
  expect(present).toEqual([])
})
