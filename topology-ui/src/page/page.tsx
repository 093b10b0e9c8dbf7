import { type ReactNode, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { endpointOf } from '../ask/endpoints.ts'
import type { Look } from '../map/use-zoom.ts'
import type { AskStore } from '../state/ask-store.ts'
import type { HostState, HostStore } from '../state/host-store.ts'
import type { MapStore } from '../state/map-store.ts'
import type { ViewStore } from '../state/view-store.ts'
import { words } from '../words.ts'
import { AskPanel } from './ask-panel.tsx'
import { Details } from './details.tsx'
import { ExportMenu } from './export-menu.tsx'
import { FilterBar } from './filter-bar.tsx'
import { FindBox } from './find-box.tsx'
import { Header } from './header.tsx'
import { Help } from './help.tsx'
import { Picking } from './picking.tsx'
import { ShownView } from './shown-view.tsx'
import { Status } from './status.tsx'
import { TableOffer } from './table-offer.tsx'
import { useKeys } from './use-keys.ts'
import { ViewSwitch } from './view-switch.tsx'

interface Props {
  readonly host: HostStore
  readonly map: MapStore
  readonly ask: AskStore
  readonly view: ViewStore
}

/** Everything that one sees. */
export const Page = ({ host, map, ask, view }: Props): ReactNode => {
  const state = useSyncExternalStore(host.subscribe, host.state)
  const mapState = useSyncExternalStore(map.subscribe, map.state)
  const { isOpen, picking } = useSyncExternalStore(ask.subscribe, ask.state)
  const wish = useSyncExternalStore(view.subscribe, view.state)
  const findBox = useRef<HTMLInputElement>(null)
  const look = useLook(wish.filters)
  const help = useRef<HTMLDialogElement>(null)
  useKeys(usePageKeys(findBox, help, { map, ask, view }))
  const { layout, picture, finder, hits, hidden, selected, seen } = mapState
  const { topology, connection } = state
  const canAsk = topology !== null && selected !== null && endpointOf(topology, selected) !== null
  return (
    <div className="page" data-connection={connection.state}>
      <a className="skip" href="#map">
        {words.skipToMap}
      </a>
      <Header connection={connection} picture={picture} onAsk={ask.open}>
        <FindBox query={wish.query} found={hits.size} view={view} map={map} box={findBox} />
      </Header>
      <div className="bars">
        <Status connection={connection} failure={state.failure} missed={state.missed} />
        {picking === null || topology === null ? null : (
          <Picking from={endpointOf(topology, picking) ?? picking} onCancel={() => ask.pickFrom(null)} />
        )}
        <div className="bar">
          <ViewSwitch shown={wish.view} view={view} />
          {layout === null ? null : <ExportMenu layout={layout} />}
          <button type="button" className="plain" aria-keyshortcuts="?" onClick={() => help.current?.showModal()}>
            {words.help}
          </button>
          {finder === null ? null : <FilterBar filters={wish.filters} finder={finder} hidden={hidden} view={view} />}
        </div>
        {wish.view === 'map' && picture !== null ? <TableOffer containers={picture.containers} view={view} /> : null}
      </div>
      <main id="map" tabIndex={-1}>
        {layout === null || finder === null || topology === null ? (
          <Waiting state={state} />
        ) : (
          <ShownView
            view={wish}
            host={{ ...state, topology }}
            map={{ ...mapState, layout, finder }}
            store={map}
            look={look}
          />
        )}
        {wish.view !== 'map' ? null : picture?.containers === 0 ? (
          <Empty title={words.emptyTitle} says={words.emptySays} />
        ) : hidden > 0 && layout?.picture.rows === 0 ? (
          <Empty title={words.allHidden} says={words.allHiddenSays} />
        ) : null}
      </main>
      <Help dialog={help} />
      {isOpen || (selected !== null && topology !== null) ? (
        <aside className="side" aria-label={words.details}>
          {isOpen ? <AskPanel store={ask} host={state} /> : null}
          {selected !== null && topology !== null ? (
            <Details
              topology={topology}
              revision={state.revision}
              selected={selected}
              seen={seen}
              onSelect={map.select}
              onAskFrom={canAsk ? () => ask.pickFrom(selected) : null}
            />
          ) : null}
        </aside>
      ) : null}
    </div>
  )
}

/** Where one looks at the map, for each set of filters: to clear them restores exactly what one saw before. */
const useLook = (filters: readonly string[]): Look => {
  const [looks] = useState(() => new Map<string, Look>())
  const name = filters.join('\n')
  const look = looks.get(name) ?? { current: null }
  looks.set(name, look)
  return look
}

const usePageKeys = (
  findBox: { readonly current: HTMLInputElement | null },
  help: { readonly current: HTMLDialogElement | null },
  { map, ask, view }: Omit<Props, 'host'>,
): { readonly [key: string]: () => void } =>
  useMemo(
    () => ({
      '/': () => findBox.current?.select(),
      '?': () => help.current?.showModal(),
      p: ask.open,
      n: () => map.walk(1),
      N: () => map.walk(-1),
      [words.viewKeys.map]: () => view.show('map'),
      [words.viewKeys.table]: () => view.show('table'),
      [words.viewKeys.rules]: () => view.show('rules'),
      [words.viewKeys.ports]: () => view.show('ports'),
      [words.viewKeys.changes]: () => view.show('changes'),
    }),
    [findBox, help, map, ask, view],
  )

const Waiting = ({ state }: { readonly state: HostState }): ReactNode =>
  state.connection.state === 'lost' || state.failure !== null ? null : <p className="waiting">{words.looking}</p>

const Empty = ({ title, says }: { readonly title: string; readonly says: string }): ReactNode => (
  <aside className="empty">
    <strong>{title}</strong> {says}
  </aside>
)
