import { KernelError } from '../linux/errno.ts'
import type { Listener } from '../linux/socket.ts'
import { DecodeError } from '../wire/error.ts'
import { type Envelope, eachMessage } from './answer.ts'
import { nsid } from './messages/nsid.ts'

/** linux/rtnetlink.h */
const RTM_DELNSID = 89
const ENOBUFS = 105

const buffer = new Uint8Array(32 * 1024)
const view = new DataView(buffer.buffer)

/** What one reader has not asked for yet. */
interface Taker {
  freed: Set<number>
  lost: boolean
}

/**
 * Numbers of the hub that became free because their namespaces died. The kernel gives such a number to the next namespace
 * at once: what was read with it before may mean the dead one, and what is read after it the new one.
 */
export class FreedNumbers implements Disposable {
  readonly #listener: Listener
  readonly #takers = new Set<Taker>()

  /** @param listener to the hub's RTNLGRP_NSID */
  constructor(listener: Listener) {
    this.#listener = listener
  }

  [Symbol.dispose](): void {
    this.#listener[Symbol.dispose]()
  }

  /** @returns answers, at each call, those since the call before; `all` when there were more than the socket could hold */
  taker(): () => ReadonlySet<number> | 'all' {
    const taker: Taker = { freed: new Set(), lost: false }
    this.#takers.add(taker)
    return () => {
      this.drain()
      const freed = taker.lost ? 'all' : taker.freed
      taker.freed = new Set()
      taker.lost = false
      return freed
    }
  }

  /** Empties the socket, which also tells of every number that is given; to be called while many are. */
  drain(): void {
    for (;;)
      try {
        const length = this.#listener.poll(buffer)
        if (length === null) return
        eachMessage(view, length, (envelope) => this.#note(envelope))
      } catch (error) {
        if (!(error instanceof DecodeError || (error instanceof KernelError && error.errno === ENOBUFS))) throw error
        for (const taker of this.#takers) taker.lost = true
      }
  }

  #note({ type, at, length }: Envelope): void {
    if (type !== RTM_DELNSID) return
    const { nsid: number } = nsid.decode(view, at, length)
    if (number !== undefined) for (const taker of this.#takers) taker.freed.add(number)
  }
}
