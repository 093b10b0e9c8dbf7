import { numberOf } from '../../../firewall/prefix.ts'

/** What the form of an IPv6 address tells (__ipv6_addr_type, net/ipv6/addrconf_core.c). */
export interface AddressKind {
  readonly number: bigint
  readonly isAny: boolean
  readonly isUnicast: boolean
  readonly isMulticast: boolean
  readonly isLoopback: boolean
  readonly isLinkLocal: boolean
  /** IPV6_ADDR_MAPPED, COMPATv4, LOOPBACK, RESERVED: ipv6_saddr_preferred. */
  readonly isPreferredAnyway: boolean
  /** IPV6_ADDR_SCOPE_*: 1 node, 2 link, 5 site, 14 global; -1 of `::`. */
  readonly scope: number
}

const plain = {
  isAny: false,
  isUnicast: true,
  isMulticast: false,
  isLoopback: false,
  isLinkLocal: false,
  isPreferredAnyway: false,
  scope: 14,
}

const kindOfNumber = (number: bigint): AddressKind => {
  const top = Number(number >> 112n)
  if (top >= 0xff00) {
    const scope = top & 0xf
    // `ff01::` is called loopback and `ff02::` link-local, too (ipv6_addr_scope2type).
    return {
      ...plain,
      number,
      isUnicast: false,
      isMulticast: true,
      isLoopback: scope === 1,
      isLinkLocal: scope === 2,
      scope,
    }
  }
  if ((top & 0xffc0) === 0xfe80) return { ...plain, number, isLinkLocal: true, scope: 2 }
  if ((top & 0xffc0) === 0xfec0) return { ...plain, number, scope: 5 }
  if (number >> 64n !== 0n) return { ...plain, number }
  if (number === 0n) return { ...plain, number, isAny: true, isUnicast: false, scope: -1 }
  if (number === 1n) return { ...plain, number, isLoopback: true, isPreferredAnyway: true, scope: 2 }
  if (number >> 32n === 0n) return { ...plain, number, isPreferredAnyway: true }
  if (number >> 32n === 0xffffn) return { ...plain, number, isUnicast: false, isPreferredAnyway: true }
  return { ...plain, number }
}

const kinds = new Map<string, AddressKind>()
const mostKinds = 50_000

export const kindOf = (address: string): AddressKind => {
  const known = kinds.get(address)
  if (known !== undefined) return known
  const kind = kindOfNumber(numberOf(address))
  if (kinds.size >= mostKinds) kinds.clear()
  kinds.set(address, kind)
  return kind
}

/** Of the text alone, where nothing else of the address is asked; no address of IPv4 is one. */
export const isLinkLocal = (address: string): boolean => /^fe[89ab]/.test(address)
export const isGroup = (address: string): boolean => address.startsWith('ff')

/** rt6_need_strict: such a destination means another host on every link. */
export const needsStrict = ({ isMulticast, isLinkLocal, isLoopback }: AddressKind): boolean =>
  isMulticast || isLinkLocal || isLoopback

export const samePrefix = (one: bigint, other: bigint, length: number): boolean =>
  (one ^ other) >> BigInt(128 - length) === 0n

/** How many leading bits are equal (ipv6_addr_diff). */
export const equalBits = (one: bigint, other: bigint): number => {
  const difference = one ^ other
  return difference === 0n ? 128 : 128 - difference.toString(2).length
}
