import { ipv4Address, ipv6Address } from './data-types.ts'
import {
  type Comparison,
  type Layer,
  type Load,
  layers,
  type Match,
  type Payload,
  type Prefix,
  type Tree,
} from './expression-tree.ts'
import { ctLayers } from './loads/ct.ts'
import { metaLayers } from './loads/meta.ts'
import {
  implied,
  impliedBy,
  isMixed,
  keepDependency,
  learn,
  learnFromPayload,
  type PacketContext,
} from './packet-context.ts'
import { completed, expanded } from './payload-fields.ts'
import { ether, inet, netdev } from './protocols/link.ts'
import { arp, ip, ip6 } from './protocols/network.ts'
import type { Protocol } from './protocols/protocol.ts'
import { icmp, icmpv6, transportOf } from './protocols/transport.ts'
import { bitsOf, splitLiteral } from './registers.ts'
import { maskedField, resolve } from './resolve.ts'
import { flagList, flagsApart, kindOf, numberOf, typed, unknownKind } from './typed.ts'

const firstProtocol = (context: PacketContext): Protocol =>
  ({ inet, ip, ip6, arp, bridge: ether, netdev })[context.family]

/** The protocol that a comparison of `meta` tells of. */
const toldBy = ({ source, key }: Load, number: number): Protocol | undefined => {
  switch (`${source} ${key}`) {
    case 'meta iiftype':
      return number === ethernet ? ether : undefined
    case 'meta nfproto':
      return inet.upper(number)
    case 'meta l4proto':
      return transportOf(number)
    case 'meta protocol':
      return netdev.upper(number)
    default:
      return undefined
  }
}

/** ARPHRD_ETHER, linux/if_arp.h. */
const ethernet = 1

/** Fields behind it are now those of a protocol, by the number that `meta` or `ct` compared. */
const learnFromLoad = (context: PacketContext, load: Load, number: number): void => {
  const first = firstProtocol(context)
  const told = toldBy(load, number)
  switch (`${load.source} ${load.key}`) {
    case 'meta iiftype':
      if (context.family !== 'bridge') learn(context, layers.link, told)
      return
    case 'meta nfproto':
      if (first === inet) learn(context, layers.network, told)
      return
    case 'meta l4proto':
      learn(context, layers.transport, told)
      return
    case 'meta protocol':
      if (first.layer === layers.link && first !== inet) learn(context, layers.network, told)
      return
    case 'ct l3proto':
    case 'ct protocol': {
      const layer = ctLayers[load.key ?? ''] ?? layers.device
      const next = context.protocols[layer]?.upper(number)
      if (next !== undefined) context.protocols[layer + 1] = next
    }
  }
}

/** The protocol of the network layer that a match says without words: `meta l4proto icmp` is of IPv4. */
const familySaid = (context: PacketContext, { source, key, type }: Load, number: number): Protocol | undefined => {
  if (source === 'ct') {
    if (key !== 'saddr' && key !== 'daddr') return undefined
    return type === ipv4Address ? ip : type === ipv6Address ? ip6 : undefined
  }
  if (source !== 'meta' || key !== 'l4proto') return undefined
  if (!isMixed(context)) return firstProtocol(context)
  const protocol = transportOf(number)
  return protocol === icmp ? ip : protocol === icmpv6 ? ip6 : undefined
}

const afterLoad = (context: PacketContext, load: Load, match: Match): void => {
  const { operator, right } = match
  if (operator !== '==' || right.kind === 'range' || right.kind === 'set-literal' || right.kind === 'set-name') return
  const number = right.kind === 'constant' ? Number(right.number) : 0
  implied(context, familySaid(context, load, number))
  if (right.kind !== 'constant') return
  learnFromLoad(context, load, number)
  const above = load.source === 'meta' ? metaLayers[load.key ?? ''] : undefined
  if (above !== undefined) keepDependency(context, { match, told: toldBy(load, number) }, above)
}

/** Any one of these flags: `& flags != 0`, or none of them: `== 0`. */
const flagMatch = (operator: Comparison, left: Tree, mask: Tree, right: Tree): Match | null => {
  if (right.kind === 'constant' && right.number === 0n)
    return { kind: 'match', operator: operator === '!=' ? 'in' : '!', left, right: flagList(mask) }
  if (right.kind === 'constant' && mask.kind === 'constant' && mask.number === right.number) return null
  const kind = kindOf(left) ?? unknownKind
  const masked: Tree = { ...kind, kind: 'operation', operator: '&', left, right: flagList(mask) }
  return { kind: 'match', operator, left: masked, right: flagList(right) }
}

/** Length of the prefix that a mask is; null for any other. */
const prefixLength = (mask: Tree, bits: number): number | null => {
  if (mask.kind !== 'constant') return null
  const inverted = (1n << BigInt(bits)) - 1n - mask.number
  if ((inverted & (inverted + 1n)) !== 0n) return null
  return inverted === 0n ? bits : bits - inverted.toString(2).length
}

const shifted = (tree: Tree, shift: number, bits: number): Tree => {
  if (tree.kind === 'constant') return { ...tree, number: tree.number >> BigInt(shift), bits }
  return tree.kind === 'range'
    ? { ...tree, low: shifted(tree.low, shift, bits), high: shifted(tree.high, shift, bits) }
    : tree
}

/** A number with the type of the field that it is compared with. */
const retyped = (tree: Tree, { type }: Pick<Load, 'type'>): Tree => {
  if (tree.kind === 'constant') return { ...tree, type }
  return tree.kind === 'range'
    ? { ...tree, low: retyped(tree.low, { type }), high: retyped(tree.high, { type }) }
    : tree
}

/** A comparison of a value with a mask: flags, a prefix, a field of bits, or just that. */
const masked = (context: PacketContext, match: Match): Match | null => {
  const { operator, left, right } = match
  if (left.kind !== 'operation' || left.operator !== '&') return match
  const { left: value, right: mask } = left
  const kind = kindOf(value) ?? unknownKind
  const equal = operator === '==' || operator === '!='
  if (equal && kind.type.base === 'bitmask' && (right.kind === 'constant' || right.kind === 'operation'))
    return flagMatch(operator, value, mask, right) ?? match
  const length = kind.type.prefix && right.kind === 'constant' ? prefixLength(mask, kind.bits) : null
  if (length !== null) return { ...match, left: value, right: { kind: 'prefix', of: right, length } }
  const found = maskedField(context, left)
  if (found === null) return match
  const { field, shift } = found
  if (field.kind === 'payload') return payloadMatch(context, operator, field, shifted(right, shift, field.bits))
  return { ...match, left: field, right: retyped(shifted(right, shift, field.bits), field) }
}

/** The bits of a value that belong to one of the fields that it covers. */
const partOf = (number: bigint, bits: number, { bits: partBits, field, type }: Payload, used: number): Tree => {
  const part = (number >> BigInt(bits - used - partBits)) & ((1n << BigInt(partBits)) - 1n)
  const whole = field?.bits ?? partBits
  if (partBits >= whole) return { kind: 'constant', number: part, bits: partBits, type }
  const of: Tree = { kind: 'constant', number: part << BigInt(whole - partBits), bits: whole, type }
  return { kind: 'prefix', of, length: partBits }
}

const add = (context: PacketContext, match: Match): void => {
  context.statements.push(match)
}

/** A value of the packet is compared: with one number it may be several fields. Null where that is done. */
const payloadMatch = (context: PacketContext, operator: Comparison, payload: Payload, right: Tree): Match | null => {
  const number =
    right.kind === 'literal' ? numberOf(right.hex, 'network') : right.kind === 'constant' ? right.number : null
  if (number === null || (operator !== '==' && operator !== '!=')) {
    const field = completed(context, payload)
    impliedBy(context, field, false)
    return { kind: 'match', operator, left: field, right: retyped(typed(right, field), field) }
  }
  let layer: number = payload.layer
  let used = 0
  for (const left of expanded(context, payload)) {
    const value = partOf(number, payload.bits, left, used)
    used += left.bits
    const match: Match = { kind: 'match', operator, left, right: value }
    add(context, match)
    const tells = operator === '==' && left.field?.tells === true && value.kind === 'constant'
    const told = tells ? learnFromPayload(context, left, Number(value.number)) : undefined
    if (told?.layer === layer) layer--
    impliedBy(context, left, left.field?.tells === true)
    if (tells) keepDependency(context, { match, told }, layer as Layer)
  }
  return null
}

/** A comparison with fewer bytes than the value has, as iptables does it for addresses: of the first ones. */
const shortened = (left: Tree, right: Tree): Tree => {
  if (right.kind !== 'literal' || kindOf(left)?.type.base === 'string') return right
  const [bits, own] = [bitsOf(left), right.hex.length * 4]
  if (bits <= own) return right
  const of = { kind: 'literal', hex: right.hex.padEnd(bits / 4, '0') } as const
  return { kind: 'prefix', of, length: own } satisfies Prefix
}

/** Several values, one behind the other, each with its own kind. */
const typedParts = (parts: readonly Tree[], right: Tree): Tree => {
  if (right.kind !== 'literal') return right
  const literals = splitLiteral(right, parts)
  const values = parts.map((part, at) => {
    const literal = literals[at]
    return literal === undefined ? right : typed(literal, kindOf(part) ?? unknownKind)
  })
  return { kind: 'concatenation', parts: values }
}

/** `cmp` and `range`. */
export const addComparison = (context: PacketContext, operator: Comparison, left: Tree, right: Tree): void => {
  const match = comparison(context, operator, left, right)
  if (match === null) {
    context.previous = null
    return
  }
  const merged = asRange(context, match)
  add(context, merged)
  context.previous = merged
  if (merged.left.kind === 'load') afterLoad(context, merged.left, merged)
}

const comparison = (context: PacketContext, operator: Comparison, left: Tree, right: Tree): Match | null => {
  const short = shortened(left, right)
  if (left.kind === 'payload') return payloadMatch(context, operator, left, short)
  const resolved = resolve(context, left)
  if (resolved.kind === 'concatenation')
    return { kind: 'match', operator, left: resolved, right: typedParts(resolved.parts, short) }
  const kind = kindOf(resolved) ?? unknownKind
  // A mask of a field of bits, and what it is compared with, are of whole bytes.
  const whole = resolved.kind === 'operation' ? { ...kind, bits: 0 } : kind
  const match: Match = { kind: 'match', operator, left: resolved, right: flagsApart(typed(short, whole)) }
  return masked(context, match)
}

const sameValue = (one: Tree, other: Tree): boolean => {
  const [a, b] = [one.kind === 'swapped' ? one.of : one, other.kind === 'swapped' ? other.of : other]
  if (a.kind === 'load' && b.kind === 'load') return a.text === b.text
  return (
    a.kind === 'payload' && b.kind === 'payload' && a.layer === b.layer && a.offset === b.offset && a.bits === b.bits
  )
}

/** `>= 80` and then `<= 90` is how old programs write a range. */
const asRange = (context: PacketContext, match: Match): Match => {
  const { previous, statements } = context
  if (previous?.kind !== 'match' || statements.at(-1) !== previous || !sameValue(previous.left, match.left))
    return match
  const operators = `${previous.operator} ${match.operator}`
  if (operators !== '>= <=' && operators !== '< >') return match
  statements.pop()
  const right: Tree = { kind: 'range', low: previous.right, high: match.right }
  return { ...match, operator: operators === '>= <=' ? '==' : '!=', right }
}
