import { KernelError } from '../linux/errno.ts'
import type { Listener } from '../linux/socket.ts'
import { DecodeError } from '../wire/error.ts'
import { type Envelope, eachMessage } from './answer.ts'
import { nsid } from './messages/nsid.ts'

/** linux/rtnetlink.h */
const RTM_NEWNSID = 88
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
 * It frees a number before it says so (`unhash_nsid`, net/core/net_namespace.c), while giving one is said within the request
 * that gives it: a number that is given while it is in use was freed before, and the word of that, which comes later, says
 * nothing of the namespace that has it now.
 */
export class FreedNumbers implements Disposable {
  readonly #listener: Listener
  readonly #takers = new Set<Taker>()
  /** The numbers that namespaces have. */
  readonly #inUse = new Set<number>()
  /** How many deaths the kernel has still to tell of numbers that others have already. */
  readonly #owed = new Map<number, number>()

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
    let lost = false
    for (;;)
      try {
        const length = this.#listener.poll(buffer)
        // After an overrun more is lost until the socket is empty (NETLINK_S_CONGESTED).
        if (length === null && lost) this.#forget()
        if (length === null) return
        eachMessage(view, length, (envelope) => this.#note(envelope))
      } catch (error) {
        if (!(error instanceof DecodeError || (error instanceof KernelError && error.errno === ENOBUFS))) throw error
        for (const taker of this.#takers) taker.lost = true
        lost = true
      }
  }

  #forget(): void {
    this.#inUse.clear()
    this.#owed.clear()
  }

  #note({ type, at, length }: Envelope): void {
    if (type !== RTM_DELNSID && type !== RTM_NEWNSID) return
    const { nsid: number } = nsid.decode(view, at, length)
    if (number === undefined) return
    const owed = this.#owed.get(number) ?? 0
    if (type === RTM_NEWNSID) {
      if (!this.#inUse.has(number)) {
        this.#inUse.add(number)
        return
      }
      this.#owed.set(number, owed + 1)
    } else if (owed > 0) {
      if (owed === 1) this.#owed.delete(number)
      else this.#owed.set(number, owed - 1)
      return
    } else this.#inUse.delete(number)
    for (const taker of this.#takers) taker.freed.add(number)
  }
}
