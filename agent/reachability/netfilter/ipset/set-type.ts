/** What one dimension of a set compares. */
export type Dimension = 'ip' | 'net' | 'port' | 'mac' | 'mark' | 'iface'

const dimensions: ReadonlySet<string> = new Set<Dimension>(['ip', 'net', 'port', 'mac', 'mark', 'iface'])

export interface SetType {
  readonly method: 'bitmap' | 'hash' | 'list'
  /** Empty for a `list:set`. */
  readonly dimensions: readonly Dimension[]
}

const known = new Map<string, SetType | null>()

const isDimension = (word: string): word is Dimension => dimensions.has(word)

const parse = (text: string): SetType | null => {
  if (text === 'list:set') return { method: 'list', dimensions: [] }
  const [method, rest = ''] = text.split(':')
  const words = rest.split(',')
  if ((method !== 'bitmap' && method !== 'hash') || !words.every(isDimension)) return null
  return { method, dimensions: words.filter(isDimension) }
}

/** `hash:ip,port`; null for a type that we do not know. */
export const setTypeOf = (text: string): SetType | null => {
  let type = known.get(text)
  if (type === undefined) {
    type = parse(text)
    known.set(text, type)
  }
  return type
}
