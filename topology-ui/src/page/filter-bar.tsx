import { memo, type ReactNode } from 'react'
import { type Finder, filterOf } from '../find/finder.ts'
import { fields } from '../find/unit.ts'
import type { ViewStore } from '../state/view-store.ts'
import { words } from '../words.ts'

interface Props {
  readonly filters: readonly string[]
  readonly finder: Finder
  readonly hidden: number
  readonly view: ViewStore
}

/** The filters that are set, those that one can set, and how much they hide. */
export const FilterBar = memo(
  ({ filters, finder, hidden, view }: Props): ReactNode => (
    <section className="filters" aria-label={words.filters}>
      {fields.map((field) => (
        <select
          key={field}
          value=""
          aria-label={words.filterBy[field]}
          onChange={({ target }) => view.filter([...filters, filterOf(field, target.value)])}
        >
          <option value="">{words.filterBy[field]}</option>
          {finder.valuesOf(field).map(([value, count]) => (
            <option key={value} value={value}>
              {value} ({count})
            </option>
          ))}
        </select>
      ))}
      {filters.map((filter) => (
        <button
          key={filter}
          type="button"
          className="chip"
          aria-label={words.removeFilter(filter)}
          onClick={() => view.filter(filters.filter((other) => other !== filter))}
        >
          <bdi>{filter}</bdi>
          <span aria-hidden="true">×</span>
        </button>
      ))}
      {filters.length === 0 ? null : (
        <>
          <output className="hidden-count">{words.hidden(hidden, filters.length)}</output>
          <button type="button" className="plain" onClick={() => view.filter([])}>
            {words.clearFilters}
          </button>
        </>
      )}
    </section>
  ),
)
