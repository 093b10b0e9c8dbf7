import { type ReactNode, useState } from 'react'
import type { ViewStore } from '../state/view-store.ts'
import { words } from '../words.ts'

/** Above so many containers a map is no good way to find one. */
const mostOnMap = 2_000

/** Offers the table where the map is too large; once is enough. */
export const TableOffer = ({
  containers,
  view,
}: {
  readonly containers: number
  readonly view: ViewStore
}): ReactNode => {
  const [isDeclined, setDeclined] = useState(false)
  if (containers <= mostOnMap || isDeclined) return null
  return (
    <div className="status" role="status">
      {words.offerTable(containers)}{' '}
      <button type="button" className="plain" onClick={() => view.show('table')}>
        {words.showTable}
      </button>{' '}
      <button type="button" className="plain" onClick={() => setDeclined(true)}>
        {words.stay}
      </button>
    </div>
  )
}
