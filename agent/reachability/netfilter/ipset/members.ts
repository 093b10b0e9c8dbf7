import type { IpsetRecord } from '../../../../collectors/ipsets.ts'
import type { IpsetMember } from '../../../../collectors/netfilter/ipset/member.ts'
import { addressKey, type Mask, prefixMask, textKey } from './address-key.ts'
import { type Dimension, type SetType, setTypeOf } from './set-type.ts'

/** The sizes of networks of one dimension that members have, the smallest networks first. */
export interface Sizes {
  readonly prefixes: readonly number[]
  readonly masks: readonly Mask[]
}

/** A set made ready to be asked. */
export interface Members {
  readonly set: IpsetRecord
  readonly type: SetType
  /** All of them. */
  readonly list: readonly IpsetMember[]
  /** 32-bit words of its addresses. */
  readonly words: 1 | 4
  /** Of the first and the second address; a single host has all bits. */
  readonly sizes: readonly [Sizes, Sizes]
  /** By what the type compares. A set with interfaces has several under one key. */
  readonly byKey: ReadonlyMap<string, readonly IpsetMember[]>
  /** Names, in their order; of a `list:set`. */
  readonly lists: readonly string[]
}

const isAddress = (dimension: Dimension): boolean => dimension === 'ip' || dimension === 'net'

/** What a member or a packet has in each dimension that is no address, as part of a key. */
export interface Parts {
  readonly protocol: number
  readonly port: number
  readonly mac: string
  readonly mark: number
  readonly isPhysical: boolean
}

/** A key of what the dimensions of the type compare; `first` and `second` are keys of addresses. */
export const keyOf = ({ dimensions }: SetType, first: string, second: string, parts: Parts): string => {
  let key = ''
  let addresses = 0
  for (const dimension of dimensions) {
    if (isAddress(dimension)) key += addresses++ === 0 ? first : second
    else if (dimension === 'port') key += String.fromCharCode(parts.protocol, parts.port)
    else if (dimension === 'mac') key += parts.mac
    else if (dimension === 'mark') key += String.fromCharCode(parts.mark >>> 16, parts.mark & 0xffff)
    else key += parts.isPhysical ? 'p' : 'i'
  }
  return key
}

/** `net` comes with its size: two networks of one address are two members. */
export const sizedKey = (bytes: Uint8Array, at: number, mask: Mask, prefix: number): string =>
  addressKey(bytes, at, mask) + String.fromCharCode(prefix)

const sizesOf = ({ set, type, words, list }: Omit<Members, 'sizes' | 'byKey' | 'lists'>, which: 0 | 1): Sizes => {
  const host = words * 32
  const { netmask, bitmask } = set.options
  const dimension = type.dimensions.filter(isAddress)[which]
  // A mask of the set counts for its first address; for both of a `hash:net,net`.
  const isMasked = which === 0 || type.dimensions.join() === 'net,net'
  const prefixOf = ({ prefix, prefix2 }: IpsetMember): number => (which === 0 ? prefix : prefix2) ?? host
  const used = dimension === 'net' ? [...new Set(list.map(prefixOf))].sort((left, right) => right - left) : [host]
  const length = (prefix: number): number => (isMasked && netmask !== undefined ? Math.min(prefix, netmask) : prefix)
  return {
    prefixes: used,
    masks: used.map((prefix) => prefixMask(words, length(prefix), isMasked ? bitmask : undefined)),
  }
}

/** What a member is found by. Its address was masked when it was added. */
export const memberKey = (type: SetType, words: 1 | 4, member: IpsetMember): string => {
  const host = words * 32
  const keyAt = (address: string | undefined, prefix = host): string =>
    address === undefined ? '' : textKey(address, words) + String.fromCharCode(prefix)
  return keyOf(type, keyAt(member.address, member.prefix), keyAt(member.address2, member.prefix2), {
    protocol: type.method === 'bitmap' ? 0 : (member.protocol ?? 0),
    port: member.port ?? 0,
    // In a `bitmap:ip,mac` an address may be there without a hardware address yet.
    mac: type.method === 'bitmap' ? '' : (member.hardwareAddress ?? ''),
    mark: member.mark ?? 0,
    isPhysical: member.flags?.includes('physdev') ?? false,
  })
}

/** @returns null for a type that we do not know */
export const membersOf = (set: IpsetRecord, list: readonly IpsetMember[] = set.members): Members | null => {
  const type = setTypeOf(set.type)
  if (type === null) return null
  const words = set.family === 'ipv6' ? 4 : 1
  const parts = { set, type, words, list } as const
  return {
    ...parts,
    sizes: [sizesOf(parts, 0), sizesOf(parts, 1)],
    byKey: Map.groupBy(list, (member) => memberKey(type, words, member)),
    lists: list.flatMap(({ set: name }) => (name === undefined ? [] : [name])),
  }
}
