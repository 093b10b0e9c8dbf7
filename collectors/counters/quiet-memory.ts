import type { NetnsId } from '../collector.ts'
import type { InterfaceCounters } from './record.ts'

/** The counters of an interface of which one grows with every packet, whatever becomes of it. */
const moving = ['rxPackets', 'txPackets', 'rxDropped', 'txDropped', 'rxErrors', 'txErrors'] as const

/**
 * A number that changes when an interface of a namespace has seen a packet, `lo` included, or came, or went.
 * @param interfaces all of one namespace
 */
export const movementOf = (interfaces: readonly InterfaceCounters[]): number => {
  let movement = 0
  for (const counters of interfaces) {
    movement += counters.ifindex
    for (const name of moving) movement += Number(counters[name])
  }
  return movement
}

interface Kept<T> {
  readonly value: T
  readonly movement: number
  /** Milliseconds of the clock. */
  readonly until: number
}

export interface QuietMemoryOptions<T> {
  readonly mostMs: number
  /** Whether a value lasts while no packet moves. */
  readonly lasts: (value: T) => boolean
  /** Milliseconds of a clock that is never set. */
  readonly now?: () => number
}

/**
 * What was read of namespaces in which no packet moved since. The kernel takes 100 µs to write the counters of one, and most
 * containers of most hosts are idle at any moment: nothing is read again until an interface has seen a packet. What may
 * change without one (a socket that is opened, a packet that a rule drops on its way out) shows after `mostMs` at the latest.
 */
export class QuietMemory<T> {
  readonly #kept = new Map<NetnsId, Kept<T>>()
  readonly #options: QuietMemoryOptions<T>
  #turn = 0

  constructor(options: QuietMemoryOptions<T>) {
    this.#options = options
  }

  /**
   * The value of a namespace: as kept, or read now; null is not kept.
   * @param movement `movementOf` the namespace's interfaces, which were read before `read` reads
   */
  take(netns: NetnsId, movement: number, read: () => T | null): T | null {
    const { lasts, now = performance.now.bind(performance) } = this.#options
    const known = this.#kept.get(netns)
    if (known !== undefined && known.movement === movement && now() < known.until) return known.value
    const value = read()
    if (value !== null && lasts(value)) this.#kept.set(netns, { value, movement, until: now() + this.#term() })
    else this.#kept.delete(netns)
    return value
  }

  /** Forgets namespaces that are gone. */
  keepOnly(isThere: (netns: NetnsId) => boolean): void {
    for (const netns of this.#kept.keys()) if (!isThere(netns)) this.#kept.delete(netns)
  }

  /** Between half of `mostMs` and all of it, so that what was read together is not read together again. */
  #term(): number {
    this.#turn = (this.#turn + 1) % turns
    return this.#options.mostMs * (0.5 + (0.5 * this.#turn) / turns)
  }
}

const turns = 16
