import type { ToldChange } from '../../../agent/changes/event.ts'
import { emptyTopology, type Topology } from '../../../agent/topology/graph.ts'
import { applyChange } from '../live/apply-change.ts'
import type { ServerEvent } from '../live/event-stream.ts'
import type { Connection, FeedMessage } from '../live/follow-changes.ts'

/** What is known of the host, and how the page stands with its agent. */
export interface HostState {
  readonly connection: Connection
  /** Null until the first graph was there. The same object may have changed: `revision` tells. */
  readonly topology: Topology | null
  readonly revision: number
  /** How often it changed, rules of firewalls and all; only that it grows tells something. */
  readonly changeCount: number
  /** Why the newest graph could not be had, in the agent's words; null when it could. */
  readonly failure: string | null
  /** How often the whole graph had to be fetched again because changes were missed. */
  readonly missed: number
  /** What changed since the page was opened, the newest last; of very much only the newest. */
  readonly changes: readonly ToldChange[]
}

export interface HostSource {
  /** Fetches the graph as it is now. @throws Error that says why not */
  readonly load: () => Promise<ReturnType<Topology['export']>>
  readonly follow: (tell: (message: FeedMessage) => void) => void
}

/** Milliseconds in which changes are gathered: several times a second is as fast as one can read. */
const gatherMs = 100

/** Changes that are kept to be read. */
const mostKept = 2_000

/** Keeps the graph of the host as it is: fetched once, then by its changes; again when some were missed. */
export class HostStore {
  readonly #source: HostSource
  readonly #listeners = new Set<() => void>()
  #state: HostState = {
    connection: { state: 'connecting' },
    topology: null,
    revision: 0,
    changeCount: 0,
    failure: null,
    missed: 0,
    changes: [],
  }
  /** Changes that are not in the graph yet; also those that come while it is fetched. */
  #waiting: ToldChange[] = []
  #loading: Promise<void> | null = null
  #isStale = false
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(source: HostSource) {
    this.#source = source
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly state = (): HostState => this.#state

  start(): void {
    this.#source.follow((message) => this.#hear(message))
  }

  #hear(message: FeedMessage): void {
    if (message.type === 'event') {
      this.#happen(message.event)
      return
    }
    const { type, connection } = message
    // Both come to the first tab of a worker, in any order; a stream that begins says `ready` as well.
    if (type === 'joined' && this.#state.connection.state !== 'connecting') return
    this.#set({ connection })
    if (type === 'joined' && connection.state === 'live') this.#load()
  }

  #happen({ name, data }: ServerEvent): void {
    switch (name) {
      case 'ready':
        this.#load()
        break
      case 'reset':
      case 'overrun':
        this.#set({ missed: this.#state.missed + 1, changeCount: this.#state.changeCount + 1 })
        this.#load()
        break
      case 'bye':
        break
      default:
        this.#waiting.push(JSON.parse(data) as ToldChange)
        this.#timer ??= setTimeout(() => this.#apply(), gatherMs)
    }
  }

  /** A graph that is being fetched while another is asked for may be too old: it is fetched once more. */
  #load(): void {
    if (this.#loading !== null) {
      this.#isStale = true
      return
    }
    this.#isStale = false
    this.#loading = this.#fetch().finally(() => {
      this.#loading = null
      if (this.#isStale) this.#load()
    })
  }

  async #fetch(): Promise<void> {
    try {
      const topology = emptyTopology()
      topology.import(await this.#source.load())
      this.#set({ topology, revision: this.#state.revision + 1, failure: null })
      this.#apply()
    } catch (error) {
      this.#set({ failure: error instanceof Error ? error.message : String(error) })
      // Only what the agent is not ready for is worth asking again; else the stream tells when it is back.
      if (this.#state.connection.state === 'live') setTimeout(() => this.#load(), 1_000)
    }
  }

  #apply(): void {
    this.#timer = null
    const { topology, revision } = this.#state
    if (topology === null || this.#waiting.length === 0) return
    const changes = this.#waiting
    this.#waiting = []
    const told = changes.filter(({ words }) => words !== null)
    const effects = changes.map((change) => applyChange(topology, change))
    this.#set({
      changeCount: this.#state.changeCount + changes.length,
      ...(told.length > 0 && { changes: [...this.#state.changes, ...told].slice(-mostKept) }),
      revision: effects.includes(true) ? revision + 1 : revision,
    })
  }

  #set(changes: Partial<HostState>): void {
    this.#state = { ...this.#state, ...changes }
    for (const listener of this.#listeners) listener()
  }
}
