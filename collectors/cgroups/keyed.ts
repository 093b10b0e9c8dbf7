import { times } from '../wire/count.ts'
import { DecodeError } from '../wire/error.ts'
import type { Count } from '../wire/shape.ts'
import { assertWhole, type Content, countBetween, isAt } from './content.ts'

/** A key of the file: the record's field, and what one of its units is in those of the field. */
type Key<F extends string> = F | { readonly field: F; readonly times: number }

interface Row {
  readonly key: Buffer
  readonly field: string
  readonly times: number
}

const newline = 0x0a
const space = 0x20

/**
 * Reads "flat keyed" files (Documentation/admin-guide/cgroup-v2.rst): lines `KEY VALUE`. Keys that are not in the table
 * are passed over: each kernel adds some. Where two keys lead to one field, the later in the table counts.
 * `memory.stat` has 70 lines and is read for each container at each scrape: its lines are not made into strings.
 * @throws DecodeError for half a line, and for a value that is no number
 */
export const keyed = <F extends string>(table: { readonly [key: string]: Key<F> }) => {
  const rows = Object.entries(table).map(([key, to]): Row => {
    const { field, times } = typeof to === 'string' ? { field: to, times: 1 } : to
    return { key: Buffer.from(key), field, times }
  })
  const numberByHash = new Map(rows.map(({ key }, number) => [hashOf(key), number]))
  if (numberByHash.size < rows.length) throw new Error('two keys have the same hash')
  const values: (Count | undefined)[] = rows.map(() => undefined)
  return (content: Content): { readonly [K in F]?: Count } => {
    assertWhole(content)
    values.fill(undefined)
    const { bytes, length } = content
    for (let at = 0; at < length; ) {
      const start = at
      let hash = 0
      let byte = bytes[at] ?? newline
      for (; byte !== space && byte !== newline; byte = bytes[at] ?? newline) {
        hash = (Math.imul(hash, 31) + byte) | 0
        at += 1
      }
      if (byte === newline) throw new DecodeError('a line without a value', start)
      const valueAt = at + 1
      while (bytes[at] !== newline) at += 1
      const number = numberByHash.get(hash) ?? -1
      const row = rows[number]
      if (row !== undefined && row.key.length === valueAt - 1 - start && isAt(row.key, bytes, start))
        values[number] = countBetween(bytes, valueAt, at)
      at += 1
    }
    return fieldsOf(rows, values) as { readonly [K in F]?: Count }
  }
}

const hashOf = (key: Buffer): number => key.reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 0)

const fieldsOf = (rows: readonly Row[], values: readonly (Count | undefined)[]): { [field: string]: Count } => {
  const found: { [field: string]: Count } = {}
  for (let number = 0; number < rows.length; number += 1) {
    const [row, value] = [rows[number], values[number]]
    if (row !== undefined && value !== undefined) found[row.field] = row.times === 1 ? value : times(value, row.times)
  }
  return found
}
