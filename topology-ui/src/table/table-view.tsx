import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { Topology } from '../../../agent/topology/graph.ts'
import type { Finder } from '../find/finder.ts'
import { words } from '../words.ts'
import { type ColumnName, columnsOf, rowsOf, sorted, type TableKind, type TableRow, tableKinds } from './rows.ts'
import { rowHeight, useWindow } from './use-window.ts'

interface Props {
  readonly topology: Topology
  /** Another one whenever the topology, which is one object, has changed. */
  readonly finder: Finder
  readonly filters: readonly string[]
  readonly query: string
  readonly selected: string | null
  readonly onSelect: (key: string | null) => void
}

/** Everything as rows, for those who prefer them. What is looked for and filtered on the map is so here. */
export const TableView = ({ topology, finder, filters, query, selected, onSelect }: Props): ReactNode => {
  const [kind, setKind] = useState<TableKind>(() => kindOf(topology, selected))
  const [order, setOrder] = useState<{ column: ColumnName; descending: boolean }>({ column: 'name', descending: false })
  const all = useMemo(() => rowsOf(topology, kind, finder.problemOf), [topology, kind, finder])
  const rows = useMemo(() => {
    const hits = query.trim() === '' ? null : finder.hits(query)
    const shown = all.filter(({ key }) => (hits === null || hits.has(key)) && finder.nodePasses(filters, key))
    return sorted(shown, Math.max(0, columnsOf[kind].indexOf(order.column)), order.descending)
  }, [all, finder, filters, query, kind, order])
  return (
    <section className="table-view" aria-label={words.table}>
      <div className="tools">
        <fieldset className="kinds">
          {tableKinds.map((name) => (
            <button
              key={name}
              type="button"
              className="plain"
              aria-pressed={name === kind}
              onClick={() => setKind(name)}
            >
              {words.tableKinds[name]}
            </button>
          ))}
        </fieldset>
        <span className="says">{words.ofAll(rows.length, all.length)}</span>
      </div>
      <Grid
        key={kind}
        columns={columnsOf[kind]}
        rows={rows}
        order={order}
        selected={selected}
        onSelect={onSelect}
        onSort={(column) => setOrder({ column, descending: column === order.column ? !order.descending : false })}
      />
    </section>
  )
}

const kindOf = (topology: Topology, key: string | null): TableKind => {
  const kind = key !== null && topology.hasNode(key) ? topology.getNodeAttribute(key, 'kind') : null
  return tableKinds.find((name) => name === kind) ?? 'container'
}

interface GridProps {
  readonly columns: readonly ColumnName[]
  readonly rows: readonly TableRow[]
  readonly order: { readonly column: ColumnName; readonly descending: boolean }
  readonly selected: string | null
  readonly onSelect: (key: string) => void
  readonly onSort: (column: ColumnName) => void
}

/** Its rows are selected, and arrow keys lead through them. */
const asGrid = { role: 'grid', 'aria-label': words.table, 'aria-description': words.tableHelp } as const

/** A table of which only what is in sight exists; its keyboard is that of a grid (WAI-ARIA 1.2). */
const Grid = ({ columns, rows, order, selected, onSelect, onSort }: GridProps): ReactNode => {
  const frame = useRef<HTMLDivElement>(null)
  const [place, setPlace] = useState<string | null>(selected)
  const active = Math.max(
    0,
    rows.findIndex(({ key }) => key === place),
  )
  const [from, to] = useWindow(frame, rows.length)
  useFocus(frame, place, active)
  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 0) / rowHeight) - 2)
    const steps: { readonly [key: string]: number } = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    }
    const row = rows[active]
    const step = steps[event.key]
    if (step !== undefined) setPlace(rows[Math.min(rows.length - 1, Math.max(0, active + step))]?.key ?? null)
    else if ((event.key === 'Enter' || event.key === ' ') && row !== undefined) onSelect(row.key)
    else return
    event.preventDefault()
  }
  return (
    <div className="grid" ref={frame}>
      <table {...asGrid} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                aria-sort={column === order.column ? (order.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" onClick={() => onSort(column)}>
                  {words.columns[column]}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <Gap rows={from} />
        <tbody onKeyDown={onKey}>
          {rows.slice(from, to).map(({ key, cells }, at) => (
            <tr
              key={key}
              data-key={key}
              tabIndex={from + at === active ? 0 : -1}
              aria-rowindex={from + at + 2}
              aria-selected={key === selected}
              onClick={() => {
                setPlace(key)
                onSelect(key)
              }}
            >
              {cells.map((cell, column) => (
                <td key={columns[column]} data-column={columns[column]} title={`${cell}`}>
                  <bdi>{cell}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <Gap rows={rows.length - to} />
      </table>
      {rows.length === 0 ? <p className="waiting">{words.nothingHere}</p> : null}
    </div>
  )
}

/** The room of rows that are not in sight. */
const Gap = ({ rows }: { readonly rows: number }): ReactNode => (
  <tbody className="gap" aria-hidden="true">
    <tr>
      <td style={{ height: rows * rowHeight }} />
    </tr>
  </tbody>
)

/** The focus goes with the keyboard, and the row into sight; one that was out of it exists only after that. */
const useFocus = (frame: { readonly current: HTMLElement | null }, place: string | null, active: number): void => {
  const seen = useRef<string | null>(null)
  useEffect(() => {
    const element = frame.current
    if (element === null || place === null || seen.current === place) return
    const isFirst = seen.current === null
    seen.current = place
    const [top, bottom] = [active * rowHeight, (active + 2) * rowHeight]
    if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
    if (!isFirst || element.contains(document.activeElement))
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          element.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: true }),
        ),
      )
  }, [frame, place, active])
}
