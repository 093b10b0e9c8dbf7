import { type Load, layers, type Operation, type Payload, type Tree } from './expression-tree.ts'
import { ctAddressLoad } from './loads/ct.ts'
import { headerBits } from './loads/exthdr.ts'
import { implied, impliedBy, type PacketContext } from './packet-context.ts'
import { completed, trimmed } from './payload-fields.ts'
import { ip, ip6 } from './protocols/network.ts'
import { flagsApart, integerKind, kindOf, numberOf, typed, unknownKind } from './typed.ts'

/** A field of the packet, with its name if it has one. */
export const resolvePayload = (context: PacketContext, payload: Payload): Payload => {
  const field = completed(context, payload)
  impliedBy(context, field, false)
  return field
}

const ctFamily = (context: PacketContext): 'ip' | 'ip6' | null => {
  const protocol = context.protocols[layers.network]
  return protocol === ip ? 'ip' : protocol === ip6 ? 'ip6' : null
}

/** A field of bits, and how far its values are from the lowest bit of the bytes that it is in. */
interface BitField {
  readonly field: Payload | Load
  readonly shift: number
}

/** `bytes & mask` as the field of bits that it is; null for any other mask. */
export const maskedField = (context: PacketContext, tree: Tree): BitField | null => {
  if (tree.kind !== 'operation' || tree.operator !== '&') return null
  const { left, right } = tree
  const mask =
    right.kind === 'literal' ? numberOf(right.hex, 'network') : right.kind === 'constant' ? right.number : null
  if (mask === null) return null
  if (left.kind === 'load' && left.part !== undefined) return headerBits(left.part, mask)
  return left.kind === 'payload' ? trimmed(context, left, mask, left.bits) : null
}

/** `(payload & mask) >> shift`: how a field of bits is made a number for anything but a comparison. */
const shiftedField = (context: PacketContext, { operator, left }: Operation): Tree | null => {
  if (operator !== '>>') return null
  const found = maskedField(context, left.kind === 'swapped' ? left.of : left)
  return found === null ? null : resolve(context, found.field)
}

const resolveOperation = (context: PacketContext, operation: Operation): Tree => {
  const field = shiftedField(context, operation)
  if (field !== null) return field
  const left = resolve(context, operation.left)
  const kind = kindOf(left) ?? unknownKind
  const shift = operation.operator === '<<' || operation.operator === '>>'
  const right = flagsApart(typed(operation.right, shift ? integerKind : { ...kind, bits: 0 }))
  return { ...operation, left, right: resolve(context, right), type: kind.type, order: kind.order }
}

/** In a concatenation, or as the key of an element, a mask has nothing to shift: the field alone is meant. */
const resolvePart = (context: PacketContext, tree: Tree): Tree => {
  const found = maskedField(context, tree)
  return resolve(context, found === null ? tree : found.field)
}

/** An expression with all that the context knows of it. Whatever it uses of the packet need not be said by earlier matches. */
export const resolve = (context: PacketContext, tree: Tree): Tree => {
  switch (tree.kind) {
    case 'payload':
      return resolvePayload(context, tree)
    case 'load':
      implied(context, tree.implies)
      return tree
    case 'ct-address':
      return ctAddressLoad(tree, ctFamily(context))
    case 'operation':
      return resolveOperation(context, tree)
    case 'swapped':
      return { ...tree, of: resolve(context, tree.of) }
    case 'concatenation':
      return { ...tree, parts: tree.parts.map((part) => resolvePart(context, part)) }
    case 'hash':
      return tree.of === null ? tree : { ...tree, of: resolve(context, tree.of) }
    case 'map-lookup':
      return { ...tree, key: resolve(context, tree.key) }
    case 'element':
      return { ...tree, key: resolvePart(context, tree.key) }
    case 'range':
      return { ...tree, low: resolve(context, tree.low), high: resolve(context, tree.high) }
    case 'prefix':
      return { ...tree, of: resolve(context, tree.of) }
    default:
      return tree
  }
}
