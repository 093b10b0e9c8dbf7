import type { ReactNode } from 'react'
import { words } from '../words.ts'

interface Props {
  readonly title: string
  readonly isAsking: boolean
  readonly onAgain: () => void
}

/** What a list is, and a way to have it as it is now. */
export const Head = ({ title, isAsking, onAgain }: Props): ReactNode => (
  <div className="tools">
    <h2>{title}</h2>
    <button type="button" className="plain" onClick={onAgain}>
      {words.again}
    </button>
    {isAsking ? <span className="says">{words.asking}</span> : null}
  </div>
)
