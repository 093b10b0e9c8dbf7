import { type Snapshot, snapshotJsonSchema } from '../../collectors/snapshot.ts'
import { type Usage, usageShape } from '../../collectors/usage-record.ts'
import type { JsonSchema } from '../../collectors/wire/shape.ts'
import { type FlowPieces, flowPiecesShape } from './flow-pieces.ts'
import { editsOf } from './list-edits.ts'
import { packingOf } from './packed.ts'

/** Records of one list that are sent at a time: the other side must not be held up by a long message. */
const longest = 50

/** A piece of one of the lists of an object that follows. */
export interface Part {
  readonly type: 'part'
  readonly of: 'snapshot' | 'usage' | 'flows'
  readonly list: string
  /** First come these of the records that the list had in the object before: from one place to before another. */
  readonly kept?: readonly [from: number, to: number]
  /** Then these, packed as a list. */
  readonly values: readonly unknown[]
}

/** An object in pieces. */
export interface Split<T> {
  readonly parts: readonly Part[]
  /** The object without the lists. */
  readonly rest: T
  /** Lists that are as in the object before. */
  readonly same: readonly string[]
}

/** How one list is sent. */
interface ListPacking {
  readonly pack: (items: readonly unknown[]) => readonly unknown[]
  readonly unpack: (values: readonly unknown[]) => readonly unknown[]
}

/** Big ones that seldom change need not be packed. */
const asTheyAre: ListPacking = { pack: (items) => items, unpack: (values) => values }

const listPackingOf = (schema: JsonSchema): ListPacking => {
  if (schema['shared'] === true) return asTheyAre
  const packing = packingOf(schema)
  return {
    pack: (items) => {
      const values: unknown[] = []
      packing.pack(values, items)
      return values
    },
    unpack: (values) => packing.unpack(values, { at: 0 }) as readonly unknown[],
  }
}

/** Whether only what is new in an object is sent, or the objects have nothing in common. */
export type Manner = 'changes' | 'whole'

/** Sends objects of a shape in pieces: both sides have to know the shape, and have one of these each for all that they send. */
export class Parts<T extends object> {
  readonly #of: Part['of']
  readonly #manner: Manner
  readonly #packings: ReadonlyMap<string, ListPacking>
  /** The lists that come now, and those of the object before. */
  #lists = new Map<string, unknown[]>()
  #former: ReadonlyMap<string, readonly unknown[]> = new Map()

  /** @param schema of the object; the lists among its fields are sent in parts */
  constructor(of: Part['of'], schema: JsonSchema, manner: Manner) {
    this.#of = of
    this.#manner = manner
    const properties = Object.entries(schema['properties'] as { readonly [field: string]: JsonSchema })
    const lists = properties.filter(([, { type }]) => type === 'array')
    this.#packings = new Map(lists.map(([name, list]) => [name, listPackingOf(list)]))
  }

  /** The lists of an object in pieces, as far as the other side lacks them, and the object without them. */
  split(whole: T): Split<T> {
    const fields = { ...whole } as { [field: string]: unknown }
    const parts: Part[] = []
    const same: string[] = []
    const sent = new Map<string, readonly unknown[]>()
    for (const list of this.#packings.keys()) {
      const items: unknown = fields[list]
      // Some may be left out.
      if (!Array.isArray(items)) continue
      fields[list] = []
      const former = this.#former.get(list) ?? []
      if (this.#manner === 'changes') sent.set(list, items)
      if (former === items) same.push(list)
      else parts.push(...this.#partsOf(list, former, items))
    }
    this.#former = sent
    return { parts, rest: fields as T, same }
  }

  #partsOf(list: string, former: readonly unknown[], items: readonly unknown[]): Part[] {
    const parts: Part[] = []
    for (const { kept, added } of editsOf(former, items)) {
      const head = this.part(list, added.slice(0, longest))
      parts.push(kept[1] > kept[0] ? { ...head, kept } : head)
      for (let at = longest; at < added.length; at += longest)
        parts.push(this.part(list, added.slice(at, at + longest)))
    }
    return parts
  }

  /** A piece of a list that is not whole yet. */
  part(list: string, items: readonly unknown[]): Part {
    return { type: 'part', of: this.#of, list, values: this.#packings.get(list)?.pack(items) ?? [] }
  }

  /** Takes a piece. */
  add({ list, kept, values }: Part): void {
    const items = this.#packings.get(list)?.unpack(values)
    if (items === undefined) return
    const known = this.#lists.get(list) ?? []
    this.#lists.set(list, known)
    const former = this.#former.get(list) ?? []
    for (let [at, to] = kept ?? [0, 0]; at < to; at++) known.push(former[at])
    for (const item of items) known.push(item)
  }

  /** The object whose pieces came, whole again; null, and the pieces are dropped, when there is none after all. */
  complete<R extends T | null>(rest: R, same: readonly string[] = []): R {
    const lists = this.#lists as Map<string, readonly unknown[]>
    this.#lists = new Map()
    for (const list of same) lists.set(list, this.#former.get(list) ?? [])
    if (this.#manner === 'changes' && rest !== null) this.#former = lists
    return rest === null ? rest : { ...rest, ...Object.fromEntries(lists) }
  }
}

export const snapshotParts = (): Parts<Snapshot> => new Parts('snapshot', snapshotJsonSchema(), 'changes')
export const usageParts = (): Parts<Usage> => new Parts('usage', usageShape.json, 'whole')
export const flowParts = (): Parts<FlowPieces> => new Parts('flows', flowPiecesShape.json, 'whole')
