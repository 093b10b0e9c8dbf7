import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { endpointOf } from '../ask/endpoints.ts'
import { HostMap } from '../map/host-map.tsx'
import type { AskStore } from '../state/ask-store.ts'
import type { HostState, HostStore } from '../state/host-store.ts'
import type { MapStore } from '../state/map-store.ts'
import { words } from '../words.ts'
import { AskPanel } from './ask-panel.tsx'
import { Details } from './details.tsx'
import { Header } from './header.tsx'
import { Picking } from './picking.tsx'
import { Status } from './status.tsx'

interface Stores {
  readonly host: HostStore
  readonly map: MapStore
  readonly ask: AskStore
}

/** Everything that one sees. */
export const Page = ({ host, map, ask }: Stores): ReactNode => {
  const state = useSyncExternalStore(host.subscribe, host.state)
  const { layout, selected } = useSyncExternalStore(map.subscribe, map.state)
  const { isOpen, picking } = useSyncExternalStore(ask.subscribe, ask.state)
  useShortcut('p', ask.open)
  const { topology } = state
  const canAsk = topology !== null && selected !== null && endpointOf(topology, selected) !== null
  return (
    <div className="page" data-connection={state.connection.state}>
      <a className="skip" href="#map">
        {words.skipToMap}
      </a>
      <Header connection={state.connection} picture={layout?.picture ?? null} onAsk={ask.open} />
      <Status connection={state.connection} failure={state.failure} missed={state.missed} />
      {picking === null || topology === null ? null : (
        <Picking from={endpointOf(topology, picking) ?? picking} onCancel={() => ask.pickFrom(null)} />
      )}
      <main id="map" tabIndex={-1}>
        {layout === null ? <Waiting state={state} /> : <HostMap store={map} layout={layout} />}
        {layout !== null && layout.picture.containers === 0 ? <Empty /> : null}
      </main>
      {isOpen || (selected !== null && topology !== null) ? (
        <aside className="side" aria-label={words.details}>
          {isOpen ? <AskPanel store={ask} host={state} /> : null}
          {selected !== null && topology !== null ? (
            <Details
              topology={topology}
              revision={state.revision}
              selected={selected}
              onClose={() => map.select(null)}
              onAskFrom={canAsk ? () => ask.pickFrom(selected) : null}
            />
          ) : null}
        </aside>
      ) : null}
    </div>
  )
}

/** A single key, but where somebody types (WCAG 2.1.4 knows the exception of a control that has the focus). */
const useShortcut = (key: string, act: () => void): void =>
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea')
      if (event.key !== key || isTyping || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [key, act])

const Waiting = ({ state }: { readonly state: HostState }): ReactNode =>
  state.connection.state === 'lost' || state.failure !== null ? null : <p className="waiting">{words.looking}</p>

const Empty = (): ReactNode => (
  <aside className="empty">
    <strong>{words.emptyTitle}</strong> {words.emptySays}
  </aside>
)
