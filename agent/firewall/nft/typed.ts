import { integer, rawInteger } from './data-types.ts'
import type { Constant, Kind, Literal, Tree } from './expression-tree.ts'

const reversed = (hex: string): string => {
  let text = ''
  for (let at = hex.length; at > 0; at -= 2) text += hex.slice(at - 2, at)
  return text
}

/** The number that bytes are. */
export const numberOf = (hex: string, order: Kind['order']): bigint =>
  hex === '' ? 0n : BigInt(`0x${order === 'host' ? reversed(hex) : hex}`)

/** Characters up to the first NUL. Without one the rest may be anything: `eth*`. */
const charactersOf = (hex: string): Tree => {
  const bytes = Buffer.from(hex, 'hex')
  const end = bytes.indexOf(0)
  const text = bytes.toString('utf8', 0, end < 0 ? bytes.length : end)
  if (end < 0) return { kind: 'characters', text: `${text}*` }
  return { kind: 'characters', text: text.endsWith('*') ? `${text.slice(0, -1)}\\*` : text }
}

/** Bytes as a value of that kind. */
export const literalAs = ({ hex }: Literal, { type, order, bits }: Kind): Tree => {
  if (type.base === 'string') return charactersOf(hex)
  return { kind: 'constant', number: numberOf(hex, order), bits: bits || hex.length * 4, type }
}

/** What kind of value an expression has; null where it has several or none. */
export const kindOf = (tree: Tree): Kind | null => {
  switch (tree.kind) {
    case 'load':
    case 'ct-address':
    case 'payload':
    case 'operation':
    case 'hash':
      return tree
    case 'swapped': {
      const kind = kindOf(tree.of)
      return kind && { ...kind, order: kind.order === 'host' ? 'network' : 'host' }
    }
    case 'map-lookup':
      return tree.dataKind
    default:
      return null
  }
}

/** All literals in it as values of that kind. */
export const typed = (tree: Tree, kind: Kind): Tree => {
  switch (tree.kind) {
    case 'literal':
      return literalAs(tree, kind)
    case 'prefix':
      return { ...tree, of: typed(tree.of, kind) }
    case 'range':
      return { ...tree, low: typed(tree.low, kind), high: typed(tree.high, kind) }
    case 'operation':
      // How far bits are shifted is a number of its own.
      if (tree.operator === '<<' || tree.operator === '>>') return { ...tree, left: typed(tree.left, kind) }
      return { ...tree, left: typed(tree.left, kind), right: typed(tree.right, kind) }
    default:
      return tree
  }
}

/** Bytes of which nobody knows what they mean. */
export const unknownKind: Kind = { type: rawInteger, order: 'network', bits: 0 }

export const integerKind: Kind = { type: integer, order: 'host', bits: 0 }

/** Several flags as `one | other`; a single one, and anything else, as it is. */
export const flagsApart = (tree: Tree): Tree => {
  if (tree.kind !== 'constant' || tree.type.base !== 'bitmask') return tree
  if ((tree.number & (tree.number - 1n)) === 0n) return tree
  const flags: Constant[] = []
  for (let bit = 0; tree.number >> BigInt(bit) !== 0n; bit++)
    if ((tree.number >> BigInt(bit)) & 1n) flags.push({ ...tree, number: 1n << BigInt(bit) })
  const [first, ...rest] = flags
  if (first === undefined || rest.length === 0) return tree
  const { type, bits } = tree
  return rest.reduce<Tree>(
    (left, right) => ({ kind: 'operation', operator: '|', left, right, type, order: type.order, bits }),
    first,
  )
}

/** `one | other` as the list of both. */
const membersOf = (tree: Tree): readonly Tree[] =>
  tree.kind === 'operation' && tree.operator === '|' ? [...membersOf(tree.left), ...membersOf(tree.right)] : [tree]

/** Several flags as a list; one as it is. */
export const flagList = (tree: Tree): Tree => {
  const members = membersOf(tree)
  return members.length === 1 ? tree : { kind: 'list', members }
}
