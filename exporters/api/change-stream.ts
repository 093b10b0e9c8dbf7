import { Readable } from 'node:stream'
import { isWanted } from '../../agent/changes/event.ts'
import type { ChangeFeed } from '../../agent/live/change-feed.ts'
import { toJson } from '../../collectors/wire/json.ts'

/** What a reader of changes asked for; empty lists stand for all. */
export interface Wish {
  readonly kinds: readonly string[]
  readonly objects: readonly string[]
  /** Of the last change that it has; null: it begins now. */
  readonly lastId: string | null
}

/** Below the shortest time after which proxies usually close a silent connection, and half of our own connection timeout. */
const heartbeatMs = 10_000
/** How long a browser waits before it comes again. */
const retryMs = 2_000
/** How long a reader that was told to go may take to read that. */
const graceMs = 5_000

export const changeStreamSchema = 'netloupe.events/1'

/**
 * The changes as server-sent events (WHATWG HTML, 9.2), from where a reader has got to. Nothing is kept for a reader but its
 * place: one that reads so slowly that changes after its place are dropped is told, and let go.
 */
export class ChangeStream extends Readable {
  readonly #feed: ChangeFeed
  readonly #wish: Wish
  readonly #stop: () => void
  readonly #heartbeat: NodeJS.Timeout
  #place: number
  #isEnding = false

  /** @param follow makes `wake` be called at each change; its result ends that */
  constructor(feed: ChangeFeed, wish: Wish, follow: (wake: () => void) => () => void) {
    super({ highWaterMark: 65_536 })
    this.#feed = feed
    this.#wish = wish
    this.#stop = follow(() => this.#wake())
    const resumed = wish.lastId === null ? null : feed.placeAfter(wish.lastId)
    this.#place = resumed ?? feed.end
    this.#heartbeat = setInterval(() => this.#beat(), heartbeatMs)
    this.push(`retry: ${retryMs}\n\n`)
    if (resumed === null) this.push(this.#greeting())
  }

  override _read(): void {
    while (!this.#isEnding) {
      const change = this.#feed.at(this.#place)
      if (change === undefined) return
      if (change === null) {
        this.end('overrun', 'Changes came faster than they were read, and some are not kept any more.')
        return
      }
      this.#place++
      const { id, kind, json } = change
      if (!isWanted(change, this.#wish.kinds, this.#wish.objects)) continue
      if (!this.push(`id: ${id}\nevent: ${kind}\ndata: ${json}\n\n`)) return
    }
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#stop()
    clearInterval(this.#heartbeat)
    callback(error)
  }

  /** Ends it with a last event that says why. */
  end(event: string, reason: string): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#stop()
    clearInterval(this.#heartbeat)
    this.push(`event: ${event}\ndata: ${toJson({ schema: changeStreamSchema, reason })}\n\n`)
    this.push(null)
    setTimeout(() => this.destroy(), graceMs).unref()
  }

  #wake(): void {
    // Whoever is waited for comes by itself.
    if (this.readableLength < this.readableHighWaterMark || this.#feed.at(this.#place) === null) this._read()
  }

  /** Tells a browser how far it has got also when nothing that it wants happens. */
  #beat(): void {
    if (this.readableLength === 0) this.push(`: heartbeat\nid: ${this.#feed.idAt(this.#place)}\n\n`)
  }

  #greeting(): string {
    const { lastId } = this.#wish
    const id = this.#feed.idAt(this.#place)
    const reason =
      lastId === null ? 'It begins here.' : 'What came after the last id is not known: fetch the topology again.'
    const data = { schema: changeStreamSchema, id, reason }
    return `id: ${id}\nevent: ${lastId === null ? 'ready' : 'reset'}\ndata: ${toJson(data)}\n\n`
  }
}
