import { memo, type ReactNode } from 'react'
import type { Topology } from '../../../agent/topology/graph.ts'
import { printable } from '../../../exporters/formats/printable.ts'
import { follow, node } from '../../../exporters/formats/reading/follow.ts'
import { AsJson } from '../details/as-json.tsx'
import { Facts } from '../details/facts.tsx'
import { ForwardingTable } from '../details/forwarding-table.tsx'
import { wordsFor } from '../details/mentions.ts'
import { Relations } from '../details/relations.tsx'
import { RulesAbout } from '../details/rules-about.tsx'
import { Section } from '../details/section.tsx'
import type { LastSeen } from '../state/last-seen.ts'
import { words } from '../words.ts'
import { timeOf } from './header.tsx'
import { namespaceOf, Traffic } from './traffic.tsx'

interface Props {
  readonly topology: Topology
  /** That of the topology, which is one object for as long as the page lasts. */
  readonly revision: number
  readonly selected: string
  /** Null: it was never there while the page was open. */
  readonly seen: LastSeen | null
  readonly onSelect: (key: string | null) => void
  /** Null for what nothing can be asked about. */
  readonly onAskFrom: (() => void) | null
}

/** All that is known of what is selected, or was known before it went. */
export const Details = memo(({ topology, selected, seen, onSelect, onAskFrom }: Props): ReactNode => {
  const isThere = topology.hasNode(selected)
  const rules = isThere ? wordsFor(topology, selected) : []
  const bridge = isThere ? bridgeAt(topology, selected) : null
  const inode = isThere ? namespaceOf(topology, selected) : null
  return (
    <section className="details">
      <div className="details-head">
        <h2>
          <bdi>{seen?.title ?? printable(selected)}</bdi>
        </h2>
        <button type="button" onClick={() => onSelect(null)} aria-label={words.closeDetails}>
          ×
        </button>
      </div>
      <p className="says">{seen === null ? words.neverSeen : `${seen.attributes.kind} · ${printable(selected)}`}</p>
      {seen?.goneAt ? (
        <p className="gone" role="status">
          {words.goneAt(timeOf(seen.goneAt))}
        </p>
      ) : null}
      {onAskFrom === null ? null : (
        <button type="button" className="ask-here" onClick={onAskFrom}>
          {words.askFromHere}
        </button>
      )}
      {inode === null ? null : (
        <Traffic key={inode} inode={inode} only={seen?.attributes.kind === 'interface' ? selected : null} />
      )}
      <div key={selected}>
        {isThere ? (
          <Section title={words.relationsTitle} open>
            {() => <Relations topology={topology} of={selected} onSelect={onSelect} />}
          </Section>
        ) : null}
        {bridge === null ? null : (
          <Section title={words.fdb}>{() => <ForwardingTable inode={bridge.inode} name={bridge.name} />}</Section>
        )}
        {rules.length === 0 ? null : <Section title={words.rulesAbout}>{() => <RulesAbout wanted={rules} />}</Section>}
        {seen === null ? null : (
          <Section title={words.attributes} open>
            {() => <Facts attributes={seen.attributes} />}
          </Section>
        )}
        {seen === null ? null : <Section title="JSON">{() => <AsJson value={seen.attributes} />}</Section>}
      </div>
    </section>
  )
})

/** How the API calls a bridge. */
const bridgeAt = (topology: Topology, key: string): { readonly inode: number; readonly name: string } | null => {
  const says = node(topology, key, 'interface')
  const [place] = follow(topology, key, 'in')
  const inode = place === undefined ? null : (node(topology, place.key, 'netns')?.inode ?? null)
  return says?.type !== 'bridge' || inode === null ? null : { inode, name: says.name }
}
