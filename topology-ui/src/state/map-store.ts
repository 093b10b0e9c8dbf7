import type { Topology } from '../../../agent/topology/graph.ts'
import { keysOnWay, type Way } from '../ask/way.ts'
import { filtered, hiddenIn } from '../find/filtered.ts'
import { type Finder, finderIn } from '../find/finder.ts'
import { arrivalsIn, type Departed, departuresIn } from '../layout/comings.ts'
import type { Layout } from '../layout/layout.ts'
import { blankMemo, type Memo, tidied } from '../layout/memo.ts'
import { layOut } from '../layout/rail-layout.ts'
import type { Picture } from '../picture/picture.ts'
import { pictureOf } from '../picture/picture-of.ts'
import { keysOf } from '../picture/rows.ts'
import type { HostStore } from './host-store.ts'
import { type LastSeen, lastSeen } from './last-seen.ts'
import type { ViewStore } from './view-store.ts'

/** What the map shows. */
export interface MapState {
  readonly layout: Layout | null
  /** All of the host, also what filters hide. */
  readonly picture: Picture | null
  readonly finder: Finder | null
  /** Keys of the nodes that have what is looked for. */
  readonly hits: ReadonlySet<string>
  /** How many rows and containers the filters hide. */
  readonly hidden: number
  /** Key of the node that is selected. */
  readonly selected: string | null
  /** What is known of it; null: it was never there. */
  readonly seen: LastSeen | null
  /** How often something was sought that has to come into sight. */
  readonly sought: number
  /** Rows that went a moment ago, where they were. */
  readonly departed: readonly Departed[]
  /** Ids of rows that came a moment ago. */
  readonly arrived: ReadonlySet<string>
  /** The way of a packet that is drawn. */
  readonly way: Way | null
}

export interface MemoStorage {
  readonly read: () => Memo
  readonly write: (memo: Memo) => void
}

export interface MapOptions {
  readonly storage: MemoStorage
  readonly view: ViewStore
  readonly viewport: () => { readonly width: number; readonly height: number }
  readonly selected: string | null
  /** Tells of what is selected, so that the address of the page can name it. */
  readonly onSelect: (key: string | null) => void
}

/** Milliseconds for which one sees what came and what went. */
const momentMs = 5_000

const nothing: ReadonlySet<string> = new Set()

/** Turns each state of the host into a picture with its layout, and keeps what somebody chose to see of it. */
export class MapStore {
  readonly #host: HostStore
  readonly #options: MapOptions
  readonly #listeners = new Set<() => void>()
  #memo: Memo
  /** While filters hide something, what is left has a layout of its own. */
  #filteredMemo = blankMemo
  #asked: ReturnType<ViewStore['state']>
  #revision = -1
  #wayIn: ((topology: Topology) => Way) | null = null
  #state: MapState

  constructor(host: HostStore, options: MapOptions) {
    this.#host = host
    this.#options = options
    this.#memo = options.storage.read()
    this.#asked = options.view.state()
    this.#state = {
      layout: null,
      picture: null,
      finder: null,
      hits: nothing,
      hidden: 0,
      selected: options.selected,
      seen: null,
      sought: 0,
      departed: [],
      arrived: nothing,
      way: null,
    }
    host.subscribe(() => this.#update())
    options.view.subscribe(() => this.#look())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): MapState => this.#state

  readonly select = (selected: string | null): void => {
    if (selected === this.#state.selected) return
    this.#options.onSelect(selected)
    this.#state = { ...this.#state, selected, seen: lastSeen(this.#host.state().topology, selected, null, Date.now()) }
    this.#layOut()
  }

  /** Selects what has what is looked for, one after the other in the order of the map. */
  readonly walk = (step: 1 | -1): void => {
    const { layout, hits, selected } = this.#state
    const found = layout === null ? [] : inOrder(layout.picture).filter((key) => hits.has(key))
    const at = found.indexOf(selected ?? '')
    const next = found.at(at < 0 && step < 0 ? -1 : (at + step) % Math.max(1, found.length))
    if (next === undefined) return
    this.select(next)
    this.#set({ sought: this.#state.sought + 1 })
  }

  /** Opens or closes groups. */
  readonly open = (ids: readonly string[], isOpen: boolean): void => {
    const memo = this.#memoNow()
    this.#keep({ ...memo, open: { ...memo.open, ...Object.fromEntries(ids.map((id) => [id, isOpen])) } })
    this.#layOut()
  }

  /** Draws the way of a packet; null: none. What it crosses is seen also in closed groups. */
  readonly follow = (wayIn: ((topology: Topology) => Way) | null): void => {
    if (wayIn === null && this.#wayIn === null) return
    this.#wayIn = wayIn
    this.#layOut()
  }

  /** Forgets every place: the layout is made anew for what there is now. */
  readonly tidy = (): void => {
    this.#keep(tidied(this.#memoNow()))
    this.#layOut()
  }

  #memoNow(): Memo {
    return this.#asked.filters.length === 0 ? this.#memo : this.#filteredMemo
  }

  #keep(memo: Memo): void {
    if (this.#asked.filters.length > 0) {
      this.#filteredMemo = memo
      return
    }
    this.#memo = memo
    this.#options.storage.write(memo)
  }

  /** Something else is looked for, or other filters are set. */
  #look(): void {
    const { query, filters } = this.#asked
    this.#asked = this.#options.view.state()
    if (filters !== this.#asked.filters) this.#filteredMemo = { ...blankMemo, open: this.#memo.open }
    if (filters !== this.#asked.filters || query !== this.#asked.query) this.#layOut()
  }

  #update(): void {
    const { topology, revision } = this.#host.state()
    if (topology === null || revision === this.#revision) return
    this.#revision = revision
    const picture = pictureOf(topology)
    const { selected, seen } = this.#state
    this.#state = {
      ...this.#state,
      picture,
      finder: finderIn(topology, picture),
      seen: lastSeen(topology, selected, seen, Date.now()),
    }
    const before = this.#state.layout
    this.#layOut()
    if (before === null || this.#state.layout === null) return
    this.#show(departuresIn(before, this.#state.layout), arrivalsIn(before, this.#state.layout))
  }

  #layOut(): void {
    const { picture: whole, finder, selected } = this.#state
    if (whole === null || finder === null) return
    const { query, filters } = this.#asked
    const picture = filters.length === 0 ? whole : filtered(whole, finder, filters)
    const hits = finder.hits(query)
    const { topology } = this.#host.state()
    const way = topology === null ? null : (this.#wayIn?.(topology) ?? null)
    const pinned = new Set([...hits, ...(selected === null ? [] : [selected]), ...(way === null ? [] : keysOnWay(way))])
    const { layout, memo } = layOut(picture, this.#memoNow(), { viewport: this.#options.viewport(), pinned })
    // What is pulled out of closed groups for a search leaves nothing behind.
    if (query === '') this.#keep(memo)
    this.#set({ layout, hits, way, hidden: picture === whole ? 0 : hiddenIn(whole, picture) })
  }

  #show(departed: readonly Departed[], arrived: ReadonlySet<string>): void {
    if (departed.length === 0 && arrived.size === 0) return
    const { departed: others, arrived: ids } = this.#state
    this.#set({ departed: [...others, ...departed], arrived: new Set([...ids, ...arrived]) })
    setTimeout(() => {
      const { departed: all, arrived: seen } = this.#state
      this.#set({
        departed: all.filter((one) => !departed.includes(one)),
        arrived: new Set([...seen].filter((id) => !arrived.has(id))),
      })
    }, momentMs)
  }

  #set(changes: Partial<MapState>): void {
    this.#state = { ...this.#state, ...changes }
    for (const listener of this.#listeners) listener()
  }
}

/** Keys of what can be selected, as one meets it from top to bottom. */
const inOrder = ({ sites }: Picture): readonly string[] => [
  ...new Set(
    sites.flatMap((site) => [
      site.key,
      ...[...site.uplinks, ...site.devices, ...site.residents].map(({ key }) => key),
      ...site.groups.flatMap(({ keys, rows }) => [...keys, ...rows.flatMap(keysOf)]),
    ]),
  ),
]
