import type { NftSet } from '../../../collectors/netfilter/nftables/record.ts'
import { rawInteger } from './data-types.ts'
import type { Kind, MapLookup, SetLiteral, SetName, Tree } from './expression-tree.ts'
import type { PacketContext } from './packet-context.ts'
import { maskedField, resolve } from './resolve.ts'
import { declaredKinds, elementsOf, keyKinds, verdictType } from './set-elements.ts'
import { kindOf } from './typed.ts'

/** What a key is: as the rule makes it, and where the rule only has bytes of the packet, as the set says. */
const kindsOf = (key: Tree, set: NftSet): readonly Kind[] => {
  const declared = keyKinds(set)
  if (key.kind !== 'concatenation') {
    const own = kindOf(key)
    return own === null || own.bits === 0 || declared.length > 1 ? declared : [own]
  }
  const parts = key.parts.map(kindOf)
  if (parts.length !== declared.length) return declared
  return declared.map((kind, at) => {
    const own = parts[at] ?? null
    if (own === null || own.bits === 0) return kind
    return own.type === rawInteger ? { ...kind, bits: own.bits } : own
  })
}

/** A set by its name, or what is in it. */
const setTree = (key: Tree, set: NftSet, shift: number): SetName | SetLiteral => {
  if (!set.flags.includes('anonymous')) return { kind: 'set-name', name: set.name }
  return { kind: 'set-literal', elements: elementsOf(set, { kinds: kindsOf(key, set), shift }) }
}

/** The key that a rule looks up, and the set. */
interface SetUse {
  readonly key: Tree
  readonly set: SetName | SetLiteral
}

/**
 * `ip dscp { ef }`: a field of bits is compared where it lies, and the set's values lie there too. In a set with a name they
 * are as they are, and the packet's bits are shifted.
 */
export const setUse = (context: PacketContext, key: Tree, set: NftSet): SetUse => {
  const found = maskedField(context, key)
  if (found !== null) {
    const field = resolve(context, found.field)
    return { key: field, set: setTree(field, set, found.shift) }
  }
  const resolved = resolve(context, key)
  return { key: resolved, set: setTree(resolved, set, 0) }
}

/** What a map holds, as one kind; null for verdicts, objects and concatenations. */
const dataKindOf = ({ dataType, dataLength = 0, dataInterval }: NftSet): Kind | null => {
  if (dataType === undefined || dataType >>> 0 === verdictType) return null
  const [kind, ...more] = declaredKinds(dataType, dataLength)
  if (kind === undefined) return null
  return more.length === 0 && dataInterval !== true ? kind : { ...kind, bits: dataLength * 8 }
}

/** The value that a map has for a key; which key that is becomes known where the value is used. */
export const mapLookup = (context: PacketContext, key: Tree, set: NftSet): MapLookup => {
  const use = setUse(context, key, set)
  const verdicts = set.dataType !== undefined && set.dataType >>> 0 === verdictType
  return { kind: 'map-lookup', key: use.key, map: use.set, verdicts, dataKind: dataKindOf(set) }
}
