import { lazy, type ReactNode, Suspense } from 'react'
import type { Topology } from '../../../agent/topology/graph.ts'
import type { Finder } from '../find/finder.ts'
import { HostMap } from '../map/host-map.tsx'
import type { Look } from '../map/use-zoom.ts'
import type { HostState } from '../state/host-store.ts'
import type { MapState, MapStore } from '../state/map-store.ts'
import type { ViewState } from '../state/view-store.ts'
import { words } from '../words.ts'

interface Props {
  readonly view: ViewState
  readonly host: HostState & { readonly topology: Topology }
  readonly map: MapState & { readonly layout: NonNullable<MapState['layout']>; readonly finder: Finder }
  readonly store: MapStore
  readonly look: Look
}

/** The host, in the way that somebody chose. All but the map is only loaded when it is wanted. */
export const ShownView = (props: Props): ReactNode => (
  <Suspense fallback={<p className="waiting">{words.looking}</p>}>{viewOf(props)}</Suspense>
)

const TableView = lazy(async () => ({ default: (await import('../table/table-view.tsx')).TableView }))
const RulesView = lazy(async () => ({ default: (await import('../lists/rules-view.tsx')).RulesView }))
const PortsView = lazy(async () => ({ default: (await import('../lists/ports-view.tsx')).PortsView }))
const ChangesView = lazy(async () => ({ default: (await import('../lists/changes-view.tsx')).ChangesView }))

const viewOf = ({ view: { view, query, filters }, host, map, store, look }: Props): ReactNode => {
  switch (view) {
    case 'map':
      return <HostMap key={filters.join('\n')} store={store} layout={map.layout} look={look} />
    case 'table':
      return (
        <TableView
          topology={host.topology}
          finder={map.finder}
          filters={filters}
          query={query}
          selected={map.selected}
          onSelect={store.select}
        />
      )
    case 'rules':
      return <RulesView query={query} />
    case 'ports':
      return <PortsView query={query} onSelect={store.select} />
    case 'changes':
      return <ChangesView changes={host.changes} query={query} onSelect={store.select} />
    default:
      return view satisfies never
  }
}
