import type { Count } from '../wire/shape.ts'
import { decimalCount } from './decimal-count.ts'

/** Names of counters by group. */
export type Kept = { readonly [group: string]: readonly string[] }

type Counters = { [name: string]: Count }

/** What to take from the line of values below a line of names: `null` for a column that is not kept. */
interface Layout {
  readonly names: string
  readonly columns: readonly (string | null)[]
}

/**
 * The line of names of each group as last seen. It is the same in all namespaces and as long as the kernel runs, so that
 * comparing it is enough.
 */
const layouts = new Map<string, Layout>()

/**
 * Adds the counters of `/proc/PID/net/snmp` or `netstat`: pairs of lines, `Tcp: RtoMin InSegs …` and below it `Tcp: 200 51858 …`.
 * What is cut off is left out.
 */
export const addCountersInLines = (into: Counters, text: string, kept: Kept): void => {
  for (let at = 0; at < text.length; ) {
    const endOfNames = text.indexOf('\n', at)
    const endOfValues = text.indexOf('\n', endOfNames + 1)
    if (endOfNames < 0 || endOfValues < 0) return
    const group = text.slice(at, text.indexOf(':', at))
    const names = kept[group]
    if (names !== undefined && text.startsWith(`${group}: `, endOfNames + 1)) {
      const { columns } = layoutOf({ group, line: text.slice(at, endOfNames), names })
      addValues(into, text, { from: endOfNames + group.length + 3, columns })
    }
    at = endOfValues + 1
  }
}

const layoutOf = (found: {
  readonly group: string
  readonly line: string
  readonly names: readonly string[]
}): Layout => {
  const { group, line, names } = found
  const known = layouts.get(group)
  if (known?.names === line) return known
  const columns = line
    .slice(group.length + 2)
    .split(' ')
    .map((name) => (names.includes(name) ? `${group}.${name}` : null))
  const layout = { names: line, columns }
  layouts.set(group, layout)
  return layout
}

const addValues = (
  into: Counters,
  text: string,
  { from, columns }: { readonly from: number; readonly columns: Layout['columns'] },
): void => {
  let at = from
  const end = text.indexOf('\n', from)
  for (const name of columns) {
    if (name !== null) {
      const value = decimalCount(text, at)
      if (value !== null) into[name] = value
    }
    const space = text.indexOf(' ', at)
    if (space < 0 || space > end) return
    at = space + 1
  }
}

/** What to look for in `snmp6`, and the name under which it is kept, in the order of the file. */
export type SoughtLines = readonly (readonly [beginning: string, name: string])[]

/** How the kernel begins the line of a counter (`"%-32s\t%lu\n"`, net/ipv6/proc.c). */
export const beginningOfPair = (name: string): string => `${name.padEnd(32)}\t`

/** Adds the counters of `/proc/PID/net/snmp6`: a line each, `Udp6InErrors` and its value. */
export const addCountersInPairs = (into: Counters, text: string, sought: SoughtLines): void => {
  let from = 0
  for (const [beginning, name] of sought) {
    const at = text.indexOf(beginning, from)
    if (at < 0) continue
    from = at + beginning.length
    const end = text.indexOf('\n', from)
    const value = end < 0 ? null : decimalCount(text, from)
    if (value !== null) into[name] = value
  }
}
