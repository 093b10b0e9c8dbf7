import type { ReactNode, Ref } from 'react'
import type { MapStore } from '../state/map-store.ts'
import type { ViewStore } from '../state/view-store.ts'
import { words } from '../words.ts'

interface Props {
  readonly query: string
  readonly found: number
  readonly view: ViewStore
  readonly map: MapStore
  readonly box: Ref<HTMLInputElement>
}

/** Looks for anything by what is known of it, while one types. */
export const FindBox = ({ query, found, view, map, box }: Props): ReactNode => (
  <search className="find">
    <input
      ref={box}
      type="search"
      value={query}
      placeholder={words.find}
      aria-label={words.find}
      aria-keyshortcuts="/"
      title={words.findHelp}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => view.search(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') view.filterByQuery()
        else if (event.key === 'Escape') view.search('')
        else if (event.key === 'ArrowDown') map.walk(1)
        else if (event.key === 'ArrowUp') map.walk(-1)
        else return
        event.preventDefault()
        if (event.key === 'Escape') event.currentTarget.blur()
      }}
    />
    <output className="found">{query.trim() === '' ? '' : words.found(found)}</output>
  </search>
)
