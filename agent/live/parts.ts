/** Records of one list that are sent at a time: the other side must not be held up by a long message. */
const longest = 200

/** A piece of one of the lists of a message that follows. */
export interface Part {
  readonly type: 'part'
  readonly list: string
  readonly items: readonly unknown[]
}

/** The long lists of an object in pieces, and the object without them. Only lists that are fields of it are looked at. */
export const inParts = <T extends object>(whole: T): { readonly parts: readonly Part[]; readonly rest: T } => {
  const parts: Part[] = []
  const short: { [field: string]: unknown } = {}
  for (const [list, items] of Object.entries(whole) as [string, unknown][])
    if (Array.isArray(items) && items.length > longest) {
      for (let at = 0; at < items.length; at += longest)
        parts.push({ type: 'part', list, items: items.slice(at, at + longest) })
      short[list] = []
    }
  return { parts, rest: parts.length === 0 ? whole : { ...whole, ...short } }
}

/** Gathers parts until the object comes that they belong to. */
export class Assembly {
  #lists = new Map<string, unknown[]>()

  add({ list, items }: Part): void {
    const known = this.#lists.get(list)
    if (known) for (const item of items) known.push(item)
    else this.#lists.set(list, [...items])
  }

  /** The object with its lists whole again. */
  complete<T extends object>(rest: T): T {
    const lists = Object.fromEntries(this.#lists)
    this.#lists = new Map()
    return { ...rest, ...lists }
  }
}
