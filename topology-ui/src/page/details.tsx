import { memo, type ReactNode } from 'react'
import type { Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { nameOf } from '../../../exporters/formats/reading/name-of.ts'
import { words } from '../words.ts'
import { namespaceOf, Traffic } from './traffic.tsx'

interface Props {
  readonly topology: Topology
  /** That of the topology, which is one object for as long as the page lasts. */
  readonly revision: number
  readonly selected: string
  readonly onClose: () => void
  /** Null for what nothing can be asked about. */
  readonly onAskFrom: (() => void) | null
}

/** All that is known of what is selected. */
export const Details = memo(({ topology, selected, onClose, onAskFrom }: Props): ReactNode => {
  const attributes = topology.hasNode(selected) ? topology.getNodeAttributes(selected) : null
  const inode = attributes === null ? null : namespaceOf(topology, selected)
  return (
    <section className="details">
      <div className="details-head">
        <h2>{attributes === null ? printable(selected) : nameOf(topology, selected)}</h2>
        <button type="button" onClick={onClose} aria-label={words.closeDetails}>
          ×
        </button>
      </div>
      <p className="says">{attributes === null ? words.gone : `${attributes.kind} · ${printable(selected)}`}</p>
      {onAskFrom === null ? null : (
        <button type="button" className="ask-here" onClick={onAskFrom}>
          {words.askFromHere}
        </button>
      )}
      {inode === null ? null : (
        <Traffic key={inode} inode={inode} only={attributes?.kind === 'interface' ? selected : null} />
      )}
      {attributes === null ? null : (
        <dl>
          {Object.entries(attributes).flatMap(([name, value]) =>
            isEmpty(value)
              ? []
              : [
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>
                      <bdi>{textOf(value)}</bdi>
                    </dd>
                  </div>,
                ],
          )}
        </dl>
      )}
    </section>
  )
})

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

const textOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return printable(String(value))
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return printable(value.join(', '))
  return JSON.stringify(value, null, 1)
    .split('\n')
    .map((line) => printable(line))
    .join('\n')
}
