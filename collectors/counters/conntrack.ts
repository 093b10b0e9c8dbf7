import type { NetnsId } from '../collector.ts'
import { readText } from '../procfs/read.ts'
import { readNetFile } from './net-file.ts'
import type { Conntrack } from './record.ts'

/** What is counted by each processor. */
export type ConntrackStatistics = Omit<Conntrack, 'netns' | 'entries' | 'limit'>

/** Columns of `/proc/net/stat/nf_conntrack` (ct_cpu_seq_show, net/netfilter/nf_conntrack_standalone.c), and what they become. */
const fields: { readonly [column: string]: keyof ConntrackStatistics | undefined } = {
  found: 'found',
  invalid: 'invalid',
  insert_failed: 'insertFailed',
  drop: 'dropped',
  early_drop: 'earlyDropped',
  /** Since 2.6.37. */
  search_restart: 'searchRestarts',
  /** Since 5.10. */
  clashres: 'clashResolved',
  /** Since 5.15; before, a column `delete_list` had its place. */
  chainlength: 'chainTooLong',
}

/**
 * The most entries that a namespace may have, one number for all of them (nf_conntrack_max; it is not their sum that is
 * limited). Null where connection tracking is not loaded: there are no entries then, and no record either.
 */
export const readConntrackLimit = (proc: string): number | null => {
  const read = readText(`${proc}/sys/net/netfilter/nf_conntrack_max`)
  const limit = read.code === undefined ? Number.parseInt(read.value, 10) : Number.NaN
  return Number.isNaN(limit) ? null : limit
}

/**
 * Connection tracking of a namespace, as any process of it shows; half of what asking ctnetlink inside costs (`askConntrack`),
 * and no capability is needed. Null when the process is gone, or on a kernel without CONFIG_NF_CONNTRACK_PROCFS.
 * @param limit `readConntrackLimit`
 */
export const readConntrack = (
  proc: string,
  pid: number,
  { netns, limit }: { readonly netns: NetnsId; readonly limit: number },
): Conntrack | null => {
  const text = readNetFile(proc, pid, 'stat/nf_conntrack')
  const read = text === null ? null : parseConntrack(text)
  return read === null ? null : { netns, limit, ...read }
}

/** Whether nothing changes while no packet moves: entries end by themselves. For `QuietMemory`. */
export const conntrackLasts = ({ entries }: Conntrack): boolean => entries === 0

/** What the columns of the file mean, and the line that names them: the same as long as the kernel runs. */
let layout: { readonly names: string; readonly columns: readonly (Column | null)[] } = { names: '', columns: [] }
type Column = keyof ConntrackStatistics | 'entries'

const layoutOf = (names: string): typeof layout => {
  const columns = names.split(/ +/).map((name) => (name === 'entries' ? name : (fields[name] ?? null)))
  return { names, columns }
}

/** The file: a line of names, then a line for each processor, in hexadecimal. Null when not one line is whole. */
export const parseConntrack = (text: string): Omit<Conntrack, 'netns'> | null => {
  const endOfNames = text.indexOf('\n')
  const names = text.slice(0, Math.max(endOfNames, 0))
  if (layout.names !== names) layout = layoutOf(names)
  const sums: { -readonly [K in Column]?: number } = {}
  let entries: number | undefined
  for (let at = endOfNames + 1, end = text.indexOf('\n', at); end >= 0; at = end + 1, end = text.indexOf('\n', at)) {
    addRow(sums, text.slice(at, end))
    // Every line has the number of entries of the whole namespace.
    entries ??= sums.entries
  }
  return entries === undefined ? null : { ...sums, entries }
}

const addRow = (sums: { -readonly [K in Column]?: number }, row: string): void => {
  let at = 0
  for (const column of layout.columns) {
    let value = 0
    while (row.charCodeAt(at) === space) at++
    const from = at
    for (let digit = hexDigit(row.charCodeAt(at)); digit >= 0; digit = hexDigit(row.charCodeAt(++at)))
      value = value * 16 + digit
    if (at === from) return
    if (column !== null) sums[column] = (sums[column] ?? 0) + value
  }
}

const space = 0x20

/** The value of a lower-case hexadecimal digit; negative for any other character. */
const hexDigit = (code: number): number => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1
}
