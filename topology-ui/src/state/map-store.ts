import type { Topology } from '../../../agent/topology/graph.ts'
import { keysOnWay, type Way } from '../ask/way.ts'
import { arrivalsIn, type Departed, departuresIn } from '../layout/comings.ts'
import type { Layout } from '../layout/layout.ts'
import { type Memo, tidied } from '../layout/memo.ts'
import { layOut } from '../layout/rail-layout.ts'
import type { Picture } from '../picture/picture.ts'
import { pictureOf } from '../picture/picture-of.ts'
import type { HostStore } from './host-store.ts'

/** What the map shows. */
export interface MapState {
  readonly layout: Layout | null
  /** Key of the node that is selected. */
  readonly selected: string | null
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
  #revision = -1
  #picture: Picture | null = null
  #wayIn: ((topology: Topology) => Way) | null = null
  #state: MapState

  constructor(host: HostStore, options: MapOptions) {
    this.#host = host
    this.#options = options
    this.#memo = options.storage.read()
    this.#state = { layout: null, selected: options.selected, departed: [], arrived: nothing, way: null }
    host.subscribe(() => this.#update())
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): MapState => this.#state

  readonly select = (selected: string | null): void => {
    if (selected === this.#state.selected) return
    this.#options.onSelect(selected)
    this.#state = { ...this.#state, selected }
    this.#layOut()
  }

  /** Opens or closes groups. */
  readonly open = (ids: readonly string[], isOpen: boolean): void => {
    this.#memo = { ...this.#memo, open: { ...this.#memo.open, ...Object.fromEntries(ids.map((id) => [id, isOpen])) } }
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
    this.#memo = tidied(this.#memo)
    this.#layOut()
  }

  #update(): void {
    const { topology, revision } = this.#host.state()
    if (topology === null || revision === this.#revision) return
    this.#revision = revision
    this.#picture = pictureOf(topology)
    const before = this.#state.layout
    this.#layOut()
    if (before === null || this.#state.layout === null) return
    this.#show(departuresIn(before, this.#state.layout), arrivalsIn(before, this.#state.layout))
  }

  #layOut(): void {
    if (this.#picture === null) return
    const { topology } = this.#host.state()
    const way = topology === null ? null : (this.#wayIn?.(topology) ?? null)
    const pinned = new Set(
      [this.#state.selected, ...(way === null ? [] : keysOnWay(way))].filter((key) => key !== null),
    )
    const { layout, memo } = layOut(this.#picture, this.#memo, { viewport: this.#options.viewport(), pinned })
    this.#memo = memo
    this.#options.storage.write(memo)
    this.#set({ layout, way })
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
