import type { ReactNode } from 'react'
import type { Connection } from '../live/follow-changes.ts'
import { words } from '../words.ts'
import { timeOf } from './header.tsx'

interface Props {
  readonly connection: Connection
  readonly failure: string | null
  readonly missed: number
}

/** What is wrong between the page and its agent. Nothing, if nothing is. */
export const Status = ({ connection, failure, missed }: Props): ReactNode => {
  if (connection.state === 'lost') {
    const reason = words.lost[connection.reason] ?? words.refused(`${connection.reason}`)
    return (
      <div className="status stale" role="alert">
        <strong>{words.staleSince(timeOf(connection.since))}.</strong> {reason} {words.triesAgain}
      </div>
    )
  }
  if (failure !== null)
    return (
      <div className="status stale" role="alert">
        {failure}
      </div>
    )
  return missed === 0 ? null : (
    <div className="status" role="status" key={missed}>
      {words.missed}
    </div>
  )
}
