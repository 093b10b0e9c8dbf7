import { memo, type ReactNode } from 'react'
import type { ToldChange } from '../../../agent/changes/event.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { words } from '../words.ts'

interface Props {
  readonly changes: readonly ToldChange[]
  readonly query: string
  readonly onSelect: (key: string) => void
}

const longest = 1_000
/** Nobody reads further back without a search. */
const mostShown = 500

const signs = { added: '+', removed: '-', changed: '~' } as const

/** What happened on the host since the page was opened, the newest first, in the words of `netloupe watch`. */
export const ChangesView = memo(({ changes, query, onSelect }: Props): ReactNode => {
  const wanted = query.trim().toLowerCase()
  const told = changes.filter(({ words: text }) => text?.toLowerCase().includes(wanted)).reverse()
  return (
    <section className="list-view" aria-label={words.viewNames.changes}>
      <div className="tools">
        <h2>{words.changesTitle}</h2>
        <span className="says">{words.ofAll(Math.min(told.length, mostShown), told.length)}</span>
      </div>
      {told.length === 0 ? <p className="says">{words.noChanges}</p> : null}
      <ol className="changes">
        {told.slice(0, mostShown).map(({ id, at, kind, change, object, words: text }) => (
          <li key={`${id} ${kind} ${object}`} data-change={change}>
            <time dateTime={at}>{new Date(at).toLocaleTimeString('en-GB')}</time>
            <span className="sign-of-change" aria-hidden="true">
              {signs[change]}
            </span>
            <button type="button" className="text" onClick={() => onSelect(object)}>
              <bdi>{printable(text ?? '', longest)}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
})
