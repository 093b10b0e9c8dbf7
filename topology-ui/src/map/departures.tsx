import type { ReactNode } from 'react'
import type { Departed } from '../layout/comings.ts'
import { words } from '../words.ts'
import { HealthSign } from './icons.tsx'

/** What went a moment ago, where it was: so that the eye sees what it was. */
export const Departures = ({ rows }: { readonly rows: readonly Departed[] }): ReactNode =>
  rows.map(({ id, of, x, y, width, height }) => (
    <div key={id} className="departed" aria-hidden="true" style={{ left: x, top: y, width, height }}>
      <HealthSign health="stopped" />
      <bdi>{of.title}</bdi>
      <span className="says">{words.gone}</span>
    </div>
  ))
