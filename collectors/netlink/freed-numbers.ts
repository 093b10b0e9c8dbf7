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

/**
 * Numbers of the hub that became free because their namespaces died. The kernel gives such a number to the next namespace
 * at once: what was read with it before may mean the dead one, and what is read after it the new one.
 */
export class FreedNumbers implements Disposable {
  readonly #listener: Listener
  #freed = new Set<number>()
  #lost = false

  /** @param listener to the hub's RTNLGRP_NSID */
  constructor(listener: Listener) {
    this.#listener = listener
  }

  [Symbol.dispose](): void {
    this.#listener[Symbol.dispose]()
  }

  /** Those since the last call; `all` when there were more than the socket could hold. */
  take(): ReadonlySet<number> | 'all' {
    this.drain()
    const freed = this.#lost ? 'all' : this.#freed
    this.#freed = new Set()
    this.#lost = false
    return freed
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
        this.#lost = true
      }
  }

  #note({ type, at, length }: Envelope): void {
    if (type !== RTM_DELNSID) return
    const { nsid: number } = nsid.decode(view, at, length)
    if (number !== undefined) this.#freed.add(number)
  }
}
