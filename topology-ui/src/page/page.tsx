import { type ReactNode, useSyncExternalStore } from 'react'
import { HostMap } from '../map/host-map.tsx'
import type { HostState, HostStore } from '../state/host-store.ts'
import type { MapStore } from '../state/map-store.ts'
import { words } from '../words.ts'
import { Details } from './details.tsx'
import { Header } from './header.tsx'
import { Status } from './status.tsx'

/** Everything that one sees. */
export const Page = ({ host, map }: { readonly host: HostStore; readonly map: MapStore }): ReactNode => {
  const state = useSyncExternalStore(host.subscribe, host.state)
  const { layout, selected } = useSyncExternalStore(map.subscribe, map.state)
  return (
    <div className="page" data-connection={state.connection.state}>
      <a className="skip" href="#map">
        {words.skipToMap}
      </a>
      <Header connection={state.connection} picture={layout?.picture ?? null} />
      <Status connection={state.connection} failure={state.failure} missed={state.missed} />
      <main id="map" tabIndex={-1}>
        {layout === null ? <Waiting state={state} /> : <HostMap store={map} layout={layout} />}
        {layout !== null && layout.picture.containers === 0 ? <Empty /> : null}
      </main>
      {selected !== null && state.topology !== null ? (
        <Details
          topology={state.topology}
          revision={state.revision}
          selected={selected}
          onClose={() => map.select(null)}
        />
      ) : null}
    </div>
  )
}

const Waiting = ({ state }: { readonly state: HostState }): ReactNode =>
  state.connection.state === 'lost' || state.failure !== null ? null : <p className="waiting">{words.looking}</p>

const Empty = (): ReactNode => (
  <aside className="empty">
    <strong>{words.emptyTitle}</strong> {words.emptySays}
  </aside>
)
