import type { ReactNode } from 'react'
import type { Connection } from '../live/follow-changes.ts'
import { HealthSign } from '../map/icons.tsx'
import type { Picture } from '../picture/picture.ts'
import logo from '../style/netloupe.svg'
import { words } from '../words.ts'
import { switchTheme } from './theme.ts'

interface Props {
  readonly connection: Connection
  readonly picture: Picture | null
  readonly onAsk: () => void
  /** What one can do here. */
  readonly children: ReactNode
}

export const Header = ({ connection, picture, onAsk, children }: Props): ReactNode => (
  <header>
    <img src={logo} alt="" width="22" height="22" />
    <h1>{words.title}</h1>
    {picture === null ? null : <Totals picture={picture} />}
    <span className="space" />
    <button type="button" className="ask-open" onClick={onAsk} title={words.askShortcut}>
      {words.ask}
    </button>
    {children}
    <span className="connection" data-state={connection.state}>
      {connection.state === 'lost' ? words.staleSince(timeOf(connection.since)) : words[connection.state]}
    </span>
    <button type="button" className="theme" onClick={switchTheme} aria-label={words.theme} title={words.theme}>
      <svg viewBox="0 0 16 16" className="icon" aria-hidden="true">
        <path d="M8 2a6 6 0 1 0 0 12Z" fill="currentColor" />
        <path d="M8 2a6 6 0 0 1 0 12" />
      </svg>
    </button>
  </header>
)

const Totals = ({ picture: { tally, containers, sites } }: { readonly picture: Picture }): ReactNode => {
  const host = sites.find(({ role }) => role === 'host')
  return (
    <>
      <bdi className="host-name">{host?.title}</bdi>
      <span className="total">{words.count(containers, 'container')}</span>
      {(['failing', 'warning', 'stopped'] as const).map((health) =>
        tally[health] === 0 ? null : (
          <span key={health} className="state" data-health={health}>
            <HealthSign health={health} />
            {tally[health]} {words.health[health]}
          </span>
        ),
      )}
    </>
  )
}

/** Hours, minutes and seconds by this machine's clock. */
export const timeOf = (moment: number): string => new Date(moment).toLocaleTimeString('en-GB')
