import type { ReactNode } from 'react'
import { words } from '../words.ts'
import type { Zoom } from './use-zoom.ts'

export const ZoomControls = ({ zoom, onTidy }: { readonly zoom: Zoom; readonly onTidy: () => void }): ReactNode => (
  <fieldset className="zoom-controls" aria-label={words.zoom}>
    <button type="button" title={words.zoomIn} onClick={() => zoom.scaleBy(1.25)}>
      +
    </button>
    <button type="button" title={words.zoomOut} onClick={() => zoom.scaleBy(0.8)}>
      −
    </button>
    <button type="button" onClick={zoom.naturalSize}>
      {words.naturalSize}
    </button>
    <button type="button" title={words.fit} onClick={zoom.fit}>
      {words.fitShort}
    </button>
    <button
      type="button"
      title={words.tidy}
      onClick={() => {
        onTidy()
        zoom.fit()
      }}
    >
      {words.tidyShort}
    </button>
  </fieldset>
)
