import { read16 } from '../../../packet/address-bytes.ts'

/** NEXTHDR_*, net/ipv6.h */
export const HOP_BY_HOP = 0
export const ROUTING = 43
export const FRAGMENT = 44
export const ENCRYPTION = 50
export const AUTHENTICATION = 51
export const NO_NEXT_HEADER = 59
export const DESTINATION_OPTIONS = 60

export const IPV6_HEADER = 40

const extensionHeaders = new Set([HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, NO_NEXT_HEADER, DESTINATION_OPTIONS])

/** ipv6_ext_hdr, net/ipv6/exthdrs_core.c */
const isExtension = (header: number): boolean => extensionHeaders.has(header)

/** Bytes of an extension header (ipv6_optlen, ipv6_authlen). */
export const headerLength = (bytes: Uint8Array, header: number, at: number): number => {
  if (header === FRAGMENT) return 8
  const length = bytes[at + 1] ?? 0
  return header === AUTHENTICATION ? (length + 2) * 4 : (length + 1) * 8
}

/** It is not there (ENOENT), or the packet ends before it would (EBADMSG). */
export const ABSENT = -1
export const BROKEN = -2

/** Where an extension header begins, or ABSENT or BROKEN (ipv6_find_hdr, net/ipv6/exthdrs_core.c). */
export const findIpv6Header = (bytes: Uint8Array, wanted: number): number => {
  let header = bytes[6] ?? 0
  let at = IPV6_HEADER
  for (;;) {
    const found = header === wanted
    if (!isExtension(header) || header === NO_NEXT_HEADER) return found ? at : ABSENT
    if (at + 2 > bytes.length) return BROKEN
    if (header === FRAGMENT) {
      if (at + 4 > bytes.length) return BROKEN
      if ((read16(bytes, at + 2) & 0xfff8) !== 0) return found ? at : ABSENT
    }
    if (found) return at
    const length = headerLength(bytes, header, at)
    header = bytes[at] ?? 0
    at += length
  }
}

export interface Ipv6Transport {
  /** Of its header; 0 where there is none: the packet is broken, or a fragment that is not the first. */
  readonly at: number
  /** -1: the packet is broken. */
  readonly protocol: number
  /** Bytes before this fragment. */
  readonly fragmentOffset: number
}

const broken: Ipv6Transport = { at: 0, protocol: -1, fragmentOffset: 0 }

/** The transport header behind all extension headers (ipv6_find_hdr without a wanted one). */
export const ipv6Transport = (bytes: Uint8Array): Ipv6Transport => {
  let header = bytes[6] ?? 0
  let at = IPV6_HEADER
  while (isExtension(header) && header !== NO_NEXT_HEADER) {
    if (at + 2 > bytes.length) return broken
    const next = bytes[at] ?? 0
    if (header === FRAGMENT) {
      if (at + 4 > bytes.length) return broken
      const fragmentOffset = read16(bytes, at + 2) & 0xfff8
      if (fragmentOffset !== 0)
        return isExtension(next) && next !== NO_NEXT_HEADER ? broken : { at: 0, protocol: next, fragmentOffset }
    }
    at += headerLength(bytes, header, at)
    header = next
  }
  return { at, protocol: header, fragmentOffset: 0 }
}

/**
 * As ipv6_skip_exthdr (net/ipv6/exthdrs_core.c) goes: null where the headers end too early; it stops at the fragment header of a
 * fragment that is not the first, and takes it for the transport.
 */
export const skipIpv6Headers = (
  bytes: Uint8Array,
  from = IPV6_HEADER,
  first = bytes[6] ?? 0,
): { readonly at: number; readonly protocol: number } | null => {
  let header = first
  let at = from
  while (isExtension(header)) {
    if (header === NO_NEXT_HEADER || at + 2 > bytes.length) return null
    if (header === FRAGMENT) {
      if (at + 4 > bytes.length) return null
      if ((read16(bytes, at + 2) & 0xfff8) !== 0) break
    }
    const length = headerLength(bytes, header, at)
    header = bytes[at] ?? 0
    at += length
  }
  return { at, protocol: header }
}
