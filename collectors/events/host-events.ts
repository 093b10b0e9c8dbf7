import type { EventSocket, Heard } from '../linux/event-socket.ts'
import { type Envelope, eachMessage } from '../netlink/answer.ts'
import { DecodeError } from '../wire/error.ts'
import { note, nothingStale, type Stale } from './stale.ts'
import { type EventKind, saidBy } from './what.ts'

/** Sockets in the hub that hear of all namespaces. */
export interface EventSockets {
  readonly route: EventSocket
  readonly netfilter: EventSocket
}

/** linux/rtnetlink.h */
const RTM_DELNSID = 89

/** Neighbours come and go all the time, and hardly anybody waits for word of one: they are read when something else is. */
const unhurried: ReadonlySet<EventKind> = new Set(['neighbour', 'fdb'])

/** Hears what the kernel tells of changes in all namespaces, without a thread and without asking again and again. */
export class HostEvents implements Disposable {
  readonly #sockets: EventSockets
  readonly #wake = (): void => this.#drain()
  #stale = nothingStale()
  #isUrgent = false
  #onEvent: () => void = () => {}
  /** How often messages were lost. */
  overruns = 0
  /** How many messages were heard. */
  heard = 0

  constructor(sockets: EventSockets) {
    this.#sockets = sockets
    // Unhandled, this signal would end the process.
    process.on('SIGIO', this.#wake)
    this.#drain()
  }

  [Symbol.dispose](): void {
    this.#sockets.route[Symbol.dispose]()
    this.#sockets.netfilter[Symbol.dispose]()
    process.off('SIGIO', this.#wake)
  }

  /** Calls back when something changed that should be looked at soon; again and again until it is taken. */
  onEvent(call: () => void): void {
    this.#onEvent = call
  }

  /** What was said until now, and nothing of it again. */
  take(): Stale {
    this.#hearAll()
    const stale = this.#stale
    this.#stale = nothingStale()
    this.#isUrgent = false
    return stale
  }

  /** What was said since the last taking, which stays to be taken. */
  peek(): Stale {
    this.#hearAll()
    return this.#stale
  }

  #drain(): void {
    this.#hearAll()
    if (this.#isUrgent) this.#onEvent()
  }

  #hearAll(): void {
    this.#hearFrom(this.#sockets.route, (envelope, from, view) => this.#noteRoute(envelope, from, view))
    this.#hearFrom(this.#sockets.netfilter, (_, from) => {
      if (from === null) return
      note(this.#stale, from, { kind: 'nftables', ifindex: null })
      this.#isUrgent = true
    })
  }

  #hearFrom(
    { hear, view }: EventSocket,
    visit: (envelope: Envelope, from: number | null, view: DataView) => void,
  ): void {
    for (let heard = hear(); heard !== null; heard = hear()) {
      if (heard === 'lost') {
        this.overruns++
        this.#stale.lost = true
        this.#isUrgent = true
        continue
      }
      this.heard++
      this.#split(heard, view, visit)
    }
  }

  #split(
    { length, from }: Heard,
    view: DataView,
    visit: (envelope: Envelope, from: number | null, view: DataView) => void,
  ) {
    try {
      eachMessage(view, length, (envelope) => visit(envelope, from, view))
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      // It was cut, or is not what we know: of its namespace anything may have changed.
      this.#stale.lost = true
      this.#isUrgent = true
    }
  }

  #noteRoute({ type, at, length }: Envelope, from: number | null, view: DataView): void {
    if (from === null) {
      // The hub's own: only the death of a namespace is news there.
      if (type === RTM_DELNSID) {
        this.#stale.namespaces = true
        this.#isUrgent = true
      }
      return
    }
    const said = saidBy(type, view, at, length)
    if (said === null) return
    note(this.#stale, from, said)
    if (!unhurried.has(said.kind)) this.#isUrgent = true
  }
}
