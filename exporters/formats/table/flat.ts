import type { EdgeAttributes, NodeAttributes } from '../../../agent/topology/graph.ts'
import { toJson } from '../../../collectors/wire/json.ts'

/** A value that a column of a table can have. */
export type Cell = string | number | boolean | bigint

/**
 * Attributes as a table has them. Counters have a column each (`counters.rxBytes`); what else is nested is one column of JSON,
 * because its names are data. What is null has no cell.
 */
export const flat = (attributes: NodeAttributes | EdgeAttributes): ReadonlyMap<string, Cell> => {
  const cells = new Map<string, Cell>()
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'counters' && isRecord(value))
      for (const [counter, count] of Object.entries(value)) put(cells, `counters.${counter}`, count)
    else put(cells, name, value)
  }
  return cells
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const put = (cells: Map<string, Cell>, name: string, value: unknown): void => {
  if (value === null || value === undefined) return
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    cells.set(name, value)
  else cells.set(name, toJson(value))
}
