import type { NetnsId } from '../collector.ts'
import { type CollectorName, collectors, type NamespaceRecords } from '../index.ts'
import { keepEqual } from '../keep-equal.ts'
import type { LinkRecord } from '../links.ts'
import type { NsidRecord } from '../nsids.ts'
import type { Namespace } from './record.ts'

type OfNamespace = { readonly netns: NetnsId }
type Lists = { [K in CollectorName]: readonly OfNamespace[] }

const kinds = Object.keys(collectors) as CollectorName[]

/** What a look at all namespaces found. */
interface Found {
  readonly namespaces: readonly Namespace[]
  /** The hub's numbers of the namespaces. */
  readonly numbers: ReadonlyMap<NetnsId, number>
  readonly records: NamespaceRecords
}

/** What the looks until now found, namespace by namespace: what did not change need not be read again. */
export class Known {
  readonly #namespaces: readonly Namespace[]
  readonly #places: ReadonlyMap<NetnsId, number>
  readonly #netnsByNumber: Map<number, NetnsId>
  readonly #lists: Lists
  /** How many records of each kind each namespace has, in the order of the namespaces. */
  readonly #counts: { readonly [K in CollectorName]: Uint32Array }
  /** Where the records of each namespace begin, and where the last ones end: made when they are asked for. */
  readonly #starts = new Map<CollectorName, Uint32Array>()

  /** @param former what was known before: records, and lists, in which nothing changed stay the same objects */
  constructor({ namespaces, numbers, records }: Found, former: Known | null) {
    this.#namespaces = former === null ? namespaces : keepEqual(former.namespaces, namespaces)
    this.#places = new Map(namespaces.map(({ id }, place) => [id, place]))
    this.#netnsByNumber = new Map([...numbers].map(([id, number]) => [number, id]))
    this.#lists = { ...(records as unknown as Lists) }
    const counted = kinds.map((kind) => [kind, this.#count(kind)] as const)
    this.#counts = Object.fromEntries(counted) as { [K in CollectorName]: Uint32Array }
    if (former === null) return
    for (const kind of kinds) this.#lists[kind] = keepEqual(former.#lists[kind], this.#lists[kind])
  }

  get namespaces(): readonly Namespace[] {
    return this.#namespaces
  }

  get lists(): NamespaceRecords {
    return { ...this.#lists } as unknown as NamespaceRecords
  }

  has(netns: NetnsId): boolean {
    return this.#places.has(netns)
  }

  namespace(netns: NetnsId): Namespace | undefined {
    return this.#namespaces[this.#places.get(netns) ?? -1]
  }

  /** The namespace that the hub knows by a number; undefined for a number that no look met. */
  netnsOf(number: number): NetnsId | undefined {
    return this.#netnsByNumber.get(number)
  }

  /** The number is another's from now on, or nobody's. */
  forgetNumber(number: number): void {
    this.#netnsByNumber.delete(number)
  }

  numbers(): Iterable<readonly [number, NetnsId]> {
    return this.#netnsByNumber
  }

  of(netns: NetnsId, kind: CollectorName): readonly OfNamespace[] {
    const place = this.#places.get(netns)
    return place === undefined ? [] : this.#lists[kind].slice(...this.#range(place, kind))
  }

  /** Whether some of its links or numbers lead to a namespace that was not known then. */
  leadsToUnknown(netns: NetnsId, kind: CollectorName): boolean {
    if (kind === 'links') return (this.of(netns, kind) as LinkRecord[]).some(isUnresolved)
    return kind === 'nsids' && (this.of(netns, kind) as NsidRecord[]).some(({ peer }) => peer === null)
  }

  /** Puts newly read records in the place of a namespace's old ones. The list is another one then, and what is in it else is not. */
  replace(netns: NetnsId, kind: CollectorName, records: readonly OfNamespace[]): void {
    const place = this.#places.get(netns)
    if (place === undefined) return
    const list = this.#lists[kind]
    const [start, end] = this.#range(place, kind)
    const former = list.slice(start, end)
    const current = keepEqual(former, records)
    if (current === former) return
    this.#lists[kind] = list.slice(0, start).concat(current, list.slice(end))
    this.#counts[kind][place] = current.length
    if (current.length !== former.length) this.#starts.delete(kind)
  }

  #range(place: number, kind: CollectorName): [start: number, end: number] {
    const starts = this.#starts.get(kind) ?? this.#startsOf(kind)
    return [starts[place] ?? 0, starts[place + 1] ?? 0]
  }

  #startsOf(kind: CollectorName): Uint32Array {
    const counts = this.#counts[kind]
    const starts = new Uint32Array(counts.length + 1)
    for (const [place, count] of counts.entries()) starts[place + 1] = (starts[place] ?? 0) + count
    this.#starts.set(kind, starts)
    return starts
  }

  /** Records of one namespace are together, in the order of the namespaces, or are put so. */
  #count(kind: CollectorName): Uint32Array {
    const counts = new Uint32Array(this.#namespaces.length)
    const list = this.#lists[kind]
    let last = 0
    let isOrdered = true
    for (const { netns } of list) {
      const place = this.#placeOf(netns)
      counts[place] = (counts[place] ?? 0) + 1
      if (place < last) isOrdered = false
      last = place
    }
    if (!isOrdered)
      this.#lists[kind] = [...list].sort((one, other) => this.#placeOf(one.netns) - this.#placeOf(other.netns))
    return counts
  }

  #placeOf(netns: NetnsId): number {
    return this.#places.get(netns) ?? 0
  }
}

const isUnresolved = ({ linkNetnsid, linkNetns }: LinkRecord): boolean =>
  linkNetnsid !== undefined && linkNetnsid >= 0 && (linkNetns === null || linkNetns?.startsWith('hub:') === true)
