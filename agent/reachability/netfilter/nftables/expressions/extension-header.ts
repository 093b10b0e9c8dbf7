import { read16 } from '../../../packet/address-bytes.ts'
import { ETH_P_IPV6 } from '../../../packet/packet.ts'
import type { Machine } from '../machine.ts'

/** NEXTHDR_*, net/ipv6.h: those that another header follows. */
const following = [0, 43, 44, 51, 60]
const FRAGMENT = 44
const AUTHENTICATION = 51

/** A header of IPv6 by its number, the transport header too (ipv6_find_hdr, net/ipv6/exthdrs_core.c). */
export const extensionHeaderAt = (
  { packet }: Machine,
  type: number,
): { readonly at: number; readonly length: number } | null => {
  const { bytes, etherType } = packet
  if (etherType !== ETH_P_IPV6) return null
  let next = bytes[6] ?? 0
  let at = 40
  while (next !== type) {
    if (!following.includes(next) || at + 2 > bytes.length) return null
    // Behind it is the middle of something.
    if (next === FRAGMENT && (read16(bytes, at + 2) & 0xfff8) !== 0) return null
    const units = bytes[at + 1] ?? 0
    const length = next === FRAGMENT ? 8 : next === AUTHENTICATION ? (units + 2) * 4 : (units + 1) * 8
    next = bytes[at] ?? 0
    at += length
  }
  return { at, length: bytes.length - at }
}
