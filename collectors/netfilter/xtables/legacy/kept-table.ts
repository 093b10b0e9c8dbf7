import { DecodeError } from '../../../wire/error.ts'
import type { ChainOf } from '../record.ts'
import { countersAt } from './counters.ts'
import { chainsOf, type EntriesTable, type LegacyRule } from './decode.ts'
import { type LegacyFamily, layouts, type TableInfo } from './layout.ts'
import { type Blob, type Outline, outlineOf } from './outline.ts'

/** 32-bit words of struct xt_counters. */
const words = 4

/** A table as it was read: when its bytes are the same the next time, only its counters are read again. */
export interface KeptTable {
  readonly table: EntriesTable
  /** Extensions whose struct made no sense. */
  readonly malformed: readonly DecodeError[]
  /** All bytes of the entries, the counters being 0. */
  readonly image: Uint8Array
  readonly outline: Outline
  /** Of each entry. */
  readonly counters: Int32Array
}

/** Takes the counters of all entries out of a blob, in which they are 0 then. */
const liftCounters = ({ words: all }: Blob, { starts }: Outline, countersFrom: number): Int32Array => {
  const lifted = new Int32Array(starts.length * words)
  let to = 0
  for (const start of starts) {
    const from = (start + countersFrom) >> 2
    for (let i = 0; i < words; i++) {
      lifted[to++] = all[from + i] ?? 0
      all[from + i] = 0
    }
  }
  return lifted
}

const putBack = ({ words: all }: Blob, { starts }: Outline, countersFrom: number, lifted: Int32Array): void => {
  let from = 0
  for (const start of starts) {
    const to = (start + countersFrom) >> 2
    for (let i = 0; i < words; i++) all[to + i] = lifted[from++] ?? 0
  }
}

const imageOf = ({ view, origin, length }: Blob): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset + origin, length)

/** What a table of x_tables consists of: the answers to IPT_SO_GET_INFO and IPT_SO_GET_ENTRIES. */
export interface TableBytes {
  readonly family: LegacyFamily
  readonly info: TableInfo
  readonly blob: Blob
}

/**
 * Decodes a table. The counters in the blob are 0 afterwards.
 * @throws DecodeError
 */
export const decodeTable = ({ family, info, blob }: TableBytes): KeptTable => {
  const malformed: DecodeError[] = []
  const name = `${family} ${info.name}`
  try {
    const outline = outlineOf(blob, layouts[family], info)
    const counters = liftCounters(blob, outline, layouts[family].countersAt)
    const chains = chainsOf({ family, blob, outline }, (error) => malformed.push(error.within(name)))
    const bare = { family, name: info.name, chains } as EntriesTable
    const kept = { table: bare, malformed, image: imageOf(blob).slice(), outline, counters }
    return { ...kept, table: counted(kept, new Int32Array(counters.length), counters) }
  } catch (error) {
    throw error instanceof DecodeError ? error.within(name) : error
  }
}

/**
 * The same table with the counters of now, if nothing else of it changed; null if it has to be decoded. What did not count
 * since is the same object as before.
 */
export const renewedTable = (kept: KeptTable, { family, blob }: TableBytes): KeptTable | null => {
  if (kept.image.length !== blob.length) return null
  const { countersAt: from } = layouts[family]
  const counters = liftCounters(blob, kept.outline, from)
  if (Buffer.compare(kept.image, imageOf(blob)) !== 0) {
    putBack(blob, kept.outline, from, counters)
    return null
  }
  const table = counted(kept, kept.counters, counters)
  return table === kept.table ? kept : { ...kept, table, counters }
}

const counted = (
  { table, outline }: Pick<KeptTable, 'table' | 'outline'>,
  old: Int32Array,
  now: Int32Array,
): EntriesTable => {
  const view = new DataView(now.buffer)
  const moved = (number: number): boolean => {
    const at = number * words
    for (let i = 0; i < words; i++) if (old[at + i] !== now[at + i]) return true
    return false
  }
  const countersOf = (number: number) => countersAt(view, number * words * 4)
  let changed = false
  const chainOf = <R extends LegacyRule>(chain: ChainOf<R>, i: number): ChainOf<R> => {
    const { first = 0, last = 0 } = outline.chains[i] ?? {}
    let rules: R[] | undefined
    for (let rule = 0; rule < chain.rules.length; rule++) {
      const found = chain.rules[rule]
      if (found === undefined || !moved(first + rule)) continue
      rules ??= [...chain.rules]
      rules[rule] = { ...found, ...countersOf(first + rule) }
    }
    const base = chain.base !== null && moved(last) ? { ...chain.base, ...countersOf(last) } : chain.base
    if (rules === undefined && base === chain.base) return chain
    changed = true
    return { ...chain, base, rules: rules ?? chain.rules }
  }
  const chains =
    table.family === 'arp'
      ? { ...table, chains: table.chains.map((chain, i) => chainOf(chain, i)) }
      : { ...table, chains: table.chains.map((chain, i) => chainOf(chain, i)) }
  return changed ? chains : table
}
