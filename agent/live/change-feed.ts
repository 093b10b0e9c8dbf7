import { randomBytes } from 'node:crypto'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { changesBetween } from '../changes/changes-between.ts'
import { type Change, changeSchema, type ToldChange } from '../changes/event.ts'

/** A change, its place among all, and its JSON, which is written once for all readers. */
export interface FedChange extends Pick<Change, 'kind' | 'object' | 'ends'> {
  readonly id: string
  readonly json: string
}

/** How long changes are still found after the last reader went, in milliseconds: whoever lost its connection comes again. */
const patienceMs = 60_000

/**
 * The newest changes of the host, numbered. While nobody follows them, none are looked for, and none are kept. Ids have an
 * epoch before the number: after a restart, or a time without readers, it is another.
 */
export class ChangeFeed {
  readonly #capacity: number
  readonly #patienceMs: number
  #epoch = ''
  readonly #kept = new Map<number, FedChange>()
  #end = 0
  #last: Snapshot | null = null
  readonly #followers = new Set<() => void>()
  #leftAt = 0

  /** @param capacity changes that are kept */
  constructor(capacity = 8_192, patience = patienceMs) {
    this.#capacity = capacity
    this.#patienceMs = patience
  }

  /** Compares a look with the one before, if anybody wants to know. */
  look(snapshot: Snapshot): void {
    if (this.#followers.size === 0 && performance.now() - this.#leftAt > this.#patienceMs) this.#forget()
    const before = this.#last
    if (before === null) return
    this.#last = snapshot
    this.tell(changesBetween(before, snapshot), snapshot.takenAt)
  }

  /** Tells of changes, if anybody wants to know. @param at when the look began that showed them */
  tell(changes: readonly Change[], at: string): void {
    if (this.#last === null || changes.length === 0) return
    for (const change of changes) this.#add(change, at)
    for (const wake of this.#followers) wake()
  }

  /**
   * Calls `wake` whenever there are new changes.
   * @param current what the first is compared with, if nobody follows yet
   * @returns ends that
   */
  follow(current: Snapshot, wake: () => void): () => void {
    if (this.#last === null) {
      this.#epoch = randomBytes(6).toString('hex')
      this.#last = current
    }
    this.#followers.add(wake)
    return () => {
      this.#followers.delete(wake)
      this.#leftAt = performance.now()
    }
  }

  /** The place after the newest change. */
  get end(): number {
    return this.#end
  }

  /** Stands for all changes before a place. */
  idAt(place: number): string {
    return `${this.#epoch}-${place}`
  }

  /** The place after the change that an id names; null if what came after it is not known, or not any more. */
  placeAfter(id: string): number | null {
    const place = Number(/^([0-9a-f]+)-([0-9]+)$/.exec(id)?.[2] ?? Number.NaN)
    return id === this.idAt(place) && place <= this.#end && place >= this.#begin ? place : null
  }

  /** The change at a place; null if it is not kept any more; undefined if it did not happen yet. */
  at(place: number): FedChange | null | undefined {
    return place < this.#begin ? null : this.#kept.get(place)
  }

  get #begin(): number {
    return this.#end - this.#kept.size
  }

  #add(change: Change, at: string): void {
    const { kind, object, ends } = change
    const id = this.idAt(this.#end + 1)
    const told: ToldChange = { schema: changeSchema, id, at, ...change }
    if (this.#kept.size >= this.#capacity) this.#kept.delete(this.#begin)
    this.#kept.set(this.#end, { id, kind, object, ends, json: toJson(told) })
    this.#end++
  }

  #forget(): void {
    this.#last = null
    this.#kept.clear()
  }
}
