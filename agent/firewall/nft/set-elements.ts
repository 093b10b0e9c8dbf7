import type { NftElement, NftSet } from '../../../collectors/netfilter/nftables/record.ts'
import { type DataType, dataTypesOf } from './data-types.ts'
import type { Element, Kind, Statement, Tree } from './expression-tree.ts'
import { intervalsOf, rangeOrPrefix } from './intervals.ts'
import { statefulStatement } from './stateful-statements.ts'
import { flagsApart, literalAs, numberOf, unknownKind } from './typed.ts'

/** NFT_DATA_VERDICT, linux/netfilter/nf_tables.h. */
export const verdictType = 0xffffff00

const kindOfType = (type: DataType, bits: number): Kind => ({ type, order: type.order, bits: type.bits || bits })

/** What the parts of a key, or of the data of a map, are, by the number that the set was declared with. */
export const declaredKinds = (number: number, bytes: number, fieldLengths: readonly number[] = []): readonly Kind[] => {
  const types = dataTypesOf(number)
  if (types === null) return [{ ...unknownKind, bits: bytes * 8 }]
  if (types.length === 1) return types.map((type) => kindOfType(type, bytes * 8))
  // A part without a length of its own (an integer) takes what the others leave.
  const known = types.reduce((sum, type) => sum + Math.ceil(type.bits / 32) * 4, 0)
  return types.map((type, at) => kindOfType(type, (fieldLengths[at] ?? bytes - known) * 8))
}

/** Kinds of the key of a set. */
export const keyKinds = (set: NftSet): readonly Kind[] => declaredKinds(set.keyType, set.keyLength, set.fieldLengths)

/** Intervals are compared byte by byte: their ends are kept in network byte order, whatever the type is. */
const asKept = ({ flags }: NftSet, kinds: readonly Kind[]): readonly Kind[] =>
  flags.includes('interval') ? kinds.map((kind) => ({ ...kind, order: 'network' })) : kinds

/** How the values of elements are to be read, where a rule knows better than the declaration. */
export interface Reading {
  readonly kinds: readonly Kind[]
  /** Of a field of bits: the elements have them where they are in the packet's bytes. */
  readonly shift: number
}

const padded = (kind: Kind): number => Math.ceil(kind.bits / 32) * 8

const partsOf = (hex: string, kinds: readonly Kind[]): readonly string[] => {
  if (kinds.length === 1) return [hex]
  let at = 0
  return kinds.map((kind) => {
    const part = hex.slice(at, at + Math.ceil(kind.bits / 8) * 2)
    at += padded(kind)
    return part
  })
}

const treeOf = (hex: string, kind: Kind, shift: number): Tree => {
  const tree = literalAs({ kind: 'literal', hex }, shift === 0 ? kind : { ...kind, bits: hex.length * 4 })
  return shift === 0 || tree.kind !== 'constant'
    ? tree
    : { ...tree, number: tree.number >> BigInt(shift), bits: kind.bits }
}

const joined = (parts: readonly Tree[]): Tree => {
  const [only] = parts
  return only !== undefined && parts.length === 1 ? only : { kind: 'concatenation', parts }
}

const keyTree = ({ key, keyEnd }: NftElement, { kinds, shift }: Reading): Tree => {
  if (key === undefined) return { kind: 'characters', text: '*' }
  const low = partsOf(key, kinds)
  const high = keyEnd === undefined ? low : partsOf(keyEnd, kinds)
  return joined(
    kinds.map((kind, at) =>
      flagsApart(rangeOrPrefix(treeOf(low[at] ?? '', kind, shift), treeOf(high[at] ?? '', kind, shift), kind)),
    ),
  )
}

/** What a map holds. */
const dataTree = (set: NftSet, { data, object }: NftElement): Tree | null => {
  if (object !== undefined) return { kind: 'object-name', name: object }
  if (data === undefined) return null
  if (typeof data !== 'string') return { kind: 'verdict', verdict: data.verdict, chain: data.chain ?? null }
  const kinds = declaredKinds(set.dataType ?? 0, set.dataLength ?? 0)
  const [kind] = kinds
  if (set.dataInterval === true && kind !== undefined && kinds.length === 1) {
    const half = data.length / 2
    return rangeOrPrefix(treeOf(data.slice(0, half), kind, 0), treeOf(data.slice(half), kind, 0), kind)
  }
  const parts = partsOf(data, kinds)
  return joined(kinds.map((part, at) => treeOf(parts[at] ?? '', part, 0)))
}

const statementsOf = ({ expressions = [] }: NftElement): readonly Statement[] =>
  expressions.map((expression) => statefulStatement(expression, true))

const milliseconds = (value: NftElement['timeoutMs']): bigint | null => (value === undefined ? null : BigInt(value))

const elementOf = (set: NftSet, element: NftElement, key: Tree): Element => ({
  kind: 'element',
  key,
  data: dataTree(set, element),
  timeout: milliseconds(element.timeoutMs),
  expires: milliseconds(element.expirationMs),
  comment: element.comment ?? null,
  statements: statementsOf(element),
})

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)

/** What nft sorts by: the number of the key, of several flags the lowest; of several parts, the bytes of all read backwards. */
const rank = (hex: string, kinds: readonly Kind[]): bigint => {
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) return numberOf(partsOf(hex, kinds).join(''), 'host')
  const number = numberOf(hex, kind.order)
  return kind.type.base === 'bitmask' ? number & -number : number
}

/** As nft lists them; what catches all is last. */
const sorted = (elements: readonly NftElement[], kinds: readonly Kind[]): readonly NftElement[] => {
  // Among equals (`syn`, `syn | ack`) the one that the kernel told last is first.
  const ranked = elements.map((element) => ({ element, rank: rank(element.key ?? '', kinds) })).reverse()
  ranked.sort((a, b) => {
    if ((a.element.key === undefined) !== (b.element.key === undefined)) return a.element.key === undefined ? 1 : -1
    return compare(a.rank, b.rank)
  })
  return ranked.map(({ element }) => element)
}

/** The elements of a set in nft's order, intervals put together. */
export const elementsOf = (set: NftSet, { kinds, shift }: Reading): readonly Element[] => {
  const { elements, flags } = set
  const reading: Reading = { kinds: asKept(set, kinds), shift }
  const [kind] = reading.kinds
  if (kind === undefined || !flags.includes('interval'))
    return sorted(elements, reading.kinds).map((element) => elementOf(set, element, keyTree(element, reading)))
  // nft leaves intervals of several parts in the order in which the kernel tells them.
  if (reading.kinds.length > 1) return elements.map((element) => elementOf(set, element, keyTree(element, reading)))
  const intervals = intervalsOf(elements.filter(({ key }) => key !== undefined)).map(({ element, low, high }) =>
    elementOf(set, element, rangeOrPrefix(treeOf(low, kind, shift), treeOf(high, kind, shift), kind)),
  )
  const rest = elements.filter(({ key }) => key === undefined)
  return [...intervals, ...rest.map((element) => elementOf(set, element, keyTree(element, reading)))]
}
