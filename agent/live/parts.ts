import { type Snapshot, snapshotJsonSchema } from '../../collectors/snapshot.ts'
import { type Usage, usageShape } from '../../collectors/usage-record.ts'
import type { JsonSchema } from '../../collectors/wire/shape.ts'
import { type FlowPieces, flowPiecesShape } from './flow-pieces.ts'
import { packingOf } from './packed.ts'
import { SharedReceiver, SharedSender } from './sharing.ts'

/** Records of one list that are sent at a time: the other side must not be held up by a long message. */
const longest = 50

/** A piece of one of the lists of an object that follows. */
export interface Part {
  readonly type: 'part'
  readonly of: 'snapshot' | 'usage' | 'flows'
  readonly list: string
  /** Packed as a list. */
  readonly values: readonly unknown[]
}

/** How one list is sent. */
interface ListPacking {
  readonly pack: (items: readonly unknown[]) => readonly unknown[]
  readonly unpack: (values: readonly unknown[]) => readonly unknown[]
  /** The whole object has been sent, or has come. */
  readonly end: () => void
}

const listPackingOf = (schema: JsonSchema): ListPacking =>
  schema['shared'] === true ? sharedPacking() : plainPacking(schema)

const plainPacking = (schema: JsonSchema): ListPacking => {
  const packing = packingOf(schema)
  return {
    pack: (items) => {
      const values: unknown[] = []
      packing.pack(values, items)
      return values
    },
    unpack: (values) => packing.unpack(values, { at: 0 }) as readonly unknown[],
    end: () => {},
  }
}

const sharedPacking = (): ListPacking => {
  const [sender, receiver] = [new SharedSender(), new SharedReceiver()]
  return {
    pack: (items) => {
      const values: unknown[] = []
      sender.pack(values, items)
      return values
    },
    unpack: (values) => receiver.unpack(values),
    end: () => {
      sender.end()
      receiver.end()
    },
  }
}

/** Sends objects of a shape in pieces: both sides have to know the shape, and have one of these each for all that they send. */
export class Parts<T extends object> {
  readonly #of: Part['of']
  readonly #packings: ReadonlyMap<string, ListPacking>
  #lists = new Map<string, unknown[]>()

  /** @param schema of the object; the lists among its fields are sent in parts, those marked `shared` only as far as the other side lacks them */
  constructor(of: Part['of'], schema: JsonSchema) {
    this.#of = of
    const properties = Object.entries(schema['properties'] as { readonly [field: string]: JsonSchema })
    const lists = properties.filter(([, { type }]) => type === 'array')
    this.#packings = new Map(lists.map(([name, list]) => [name, listPackingOf(list)]))
  }

  /** The lists of an object in pieces, and the object without them. */
  split(whole: T): { readonly parts: readonly Part[]; readonly rest: T } {
    const fields = { ...whole } as { [field: string]: unknown }
    const parts: Part[] = []
    for (const list of this.#packings.keys()) {
      const items: unknown = fields[list]
      // Some may be left out.
      if (!Array.isArray(items)) continue
      for (let at = 0; at < items.length; at += longest) parts.push(this.part(list, items.slice(at, at + longest)))
      fields[list] = []
    }
    this.#end()
    return { parts, rest: fields as T }
  }

  /** A piece of a list that is not whole yet. */
  part(list: string, items: readonly unknown[]): Part {
    return { type: 'part', of: this.#of, list, values: this.#packings.get(list)?.pack(items) ?? [] }
  }

  /** Takes a piece. */
  add({ list, values }: Part): void {
    const items = this.#packings.get(list)?.unpack(values)
    const known = this.#lists.get(list)
    if (items === undefined) return
    if (known) for (const item of items) known.push(item)
    else this.#lists.set(list, [...items])
  }

  /** The object whose pieces came, whole again; null, and the pieces are dropped, when there is none after all. */
  complete<R extends T | null>(rest: R): R {
    const lists = Object.fromEntries(this.#lists)
    this.#lists = new Map()
    this.#end()
    return rest === null ? rest : { ...rest, ...lists }
  }

  #end(): void {
    for (const { end } of this.#packings.values()) end()
  }
}

export const snapshotParts = (): Parts<Snapshot> => new Parts('snapshot', snapshotJsonSchema())
export const usageParts = (): Parts<Usage> => new Parts('usage', usageShape.json)
export const flowParts = (): Parts<FlowPieces> => new Parts('flows', flowPiecesShape.json)
