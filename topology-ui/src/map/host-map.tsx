import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { Layout } from '../layout/layout.ts'
import type { MapStore } from '../state/map-store.ts'
import { words } from '../words.ts'
import { Departures } from './departures.tsx'
import { Edges } from './edges.tsx'
import { GroupView } from './group-view.tsx'
import { type Item, itemsOf } from './items.ts'
import { SiteView } from './site-view.tsx'
import { domId, itemAfterKey, type Tree, TreeContext } from './tree.ts'
import { type Look, useZoom, type Zoom } from './use-zoom.ts'
import { overlaps } from './view.ts'
import { type Route, routeOf } from './way-route.ts'
import { WayLines, WayStops } from './way-view.tsx'
import { ZoomControls } from './zoom-controls.tsx'

interface Props {
  readonly store: MapStore
  readonly layout: Layout
  /** Where one looked when this was shown the last time. */
  readonly look: Look
}

/** The map: one tree for the keyboard and for screen readers, drawn as boxes over one layer of lines. */
export const HostMap = ({ store, layout, look }: Props): ReactNode => {
  const { selected, hits, sought, departed, arrived, way } = useSyncExternalStore(store.subscribe, store.state)
  const frame = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const zoom = useZoom(frame, layer, layout.bounds, look)
  const items = useMemo(() => itemsOf(layout), [layout])
  const byId = useMemo(() => new Map(items.map((item) => [item.id, item])), [items])
  const [place, setPlace] = useState('')
  const active = byId.has(place) ? place : (items[0]?.id ?? '')
  useFocus(place, byId.get(place), zoom)
  const chosen = items.find(({ keys }) => selected !== null && keys.includes(selected))
  useFirstSight(chosen, zoom)
  useSight(sought, chosen, zoom)
  const route = useMemo(() => (way === null ? null : routeOf(way, items, layout)), [way, items, layout])
  useWayInSight(route, zoom)
  const tree = useMemo(
    (): Tree => ({
      items: byId,
      active,
      selected,
      onWay: route === null ? null : onWay(route),
      hits,
      choose: (item) => {
        setPlace(item.id)
        choose(item, store)
      },
      toggle: (group, open) => store.open([group], open),
    }),
    [byId, active, selected, hits, route, store],
  )
  const { visible, level } = zoom.view
  return (
    <div className="map" ref={frame} data-level={level}>
      <div className="layer" ref={layer}>
        <Edges sites={layout.sites} bounds={layout.bounds} visible={visible} />
        {route === null ? null : <WayLines route={route} bounds={layout.bounds} />}
        <TreeContext value={tree}>
          <div
            role="tree"
            className="tree"
            style={{ width: layout.bounds.width, height: layout.bounds.height }}
            aria-label={words.map}
            aria-description={words.mapHelp}
            onKeyDown={(event) => onKey(event, { items, active: byId.get(active), zoom, store, go: setPlace })}
          >
            {layout.sites.map((box) =>
              overlaps(box, visible) || byId.get(active)?.id.includes(box.site.key) ? (
                <SiteView key={box.site.key} box={box} />
              ) : null,
            )}
            {layout.sites.flatMap(({ groups }) =>
              groups
                .filter((box) => overlaps(box, visible) || byId.get(active)?.parent === box.id || active === box.id)
                .map((box) => <GroupView key={box.id} box={box} view={zoom.view} arrived={arrived} />),
            )}
          </div>
        </TreeContext>
        <Departures rows={departed} />
        {route === null ? null : <WayStops route={route} />}
      </div>
      <ZoomControls zoom={zoom} onTidy={store.tidy} />
    </div>
  )
}

/** The focus goes where the keyboard leads, and what has it is moved into sight. */
const useFocus = (place: string, item: Item | undefined, zoom: Zoom): void => {
  const seen = useRef('')
  useEffect(() => {
    if (place === seen.current || item === undefined) return
    seen.current = place
    document.getElementById(domId(place))?.focus({ preventScroll: true })
    zoom.show(item)
  }, [place, item, zoom])
}

/** What was selected when the page was opened, as by a link that somebody sent, is in sight from the beginning. */
const useFirstSight = (item: Item | undefined, zoom: Zoom): void => {
  const first = useRef({ item, zoom })
  useEffect(() => {
    if (first.current.item !== undefined) first.current.zoom.show(first.current.item)
  }, [])
}

/** What is drawn by its group's box is not faded with it. */
const onWay = ({ stops }: Route): ReadonlySet<string> => new Set(stops.map(({ item }) => item.id))

/** A new way is moved into sight: as much of it as there is room for, and then where it ends. */
const useWayInSight = (route: Route | null, zoom: Zoom): void => {
  const seen = useRef('')
  useEffect(() => {
    const stops = route?.stops ?? []
    const name = stops.map(({ item, state }) => `${state} ${item.id}`).join('\n')
    if (name === seen.current) return
    seen.current = name
    for (const { item } of stops.toSorted((one, other) => rank(one) - rank(other))) zoom.show(item)
  }, [route, zoom])
}

/** What is to blame is seen last, and so for certain. */
const rank = ({ state }: Route['stops'][number]): number => (state === 'culprit' ? 1 : 0)

/** What somebody sought comes into sight, each time. */
const useSight = (sought: number, item: Item | undefined, zoom: Zoom): void => {
  const seen = useRef(sought)
  useEffect(() => {
    if (sought === seen.current || item === undefined) return
    seen.current = sought
    zoom.show(item)
  }, [sought, item, zoom])
}

interface Keys {
  readonly items: readonly Item[]
  readonly active: Item | undefined
  readonly zoom: Zoom
  readonly store: MapStore
  readonly go: (id: string) => void
}

const onKey = (event: KeyboardEvent, { items, active, zoom, store, go }: Keys): void => {
  if (active === undefined || event.ctrlKey || event.metaKey || event.altKey) return
  const next = itemAfterKey(event, items, active)
  if (next !== null) go(next.id)
  else if (event.key === 'Enter' || event.key === ' ') choose(active, store)
  else if (event.key === 'ArrowRight' && active.group?.open === false) store.open([active.group.id], true)
  else if (event.key === 'ArrowLeft' && active.group?.open === true) store.open([active.group.id], false)
  else if (event.key === 'Escape') store.select(null)
  else if (event.key === 'f') zoom.fit()
  else if (event.key === '+') zoom.scaleBy(1.25)
  else if (event.key === '-') zoom.scaleBy(0.8)
  else if (event.key === '0') zoom.naturalSize()
  else return
  event.preventDefault()
}

const choose = (item: Item, store: MapStore): void =>
  item.kind === 'more' && item.group !== null ? store.open([item.group.id], true) : store.select(item.key)
