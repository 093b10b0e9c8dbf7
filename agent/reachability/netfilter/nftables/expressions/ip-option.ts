import { ETH_P_IP } from '../../../packet/packet.ts'
import type { Machine } from '../machine.ts'

/** IPOPT_SSRR, IPOPT_LSRR, IPOPT_RR, IPOPT_RA (linux/ip.h): no others are found. */
const known = [137, 131, 7, 148]
const IPOPT_NOOP = 1

/** An option of IPv4 (ipv4_find_option, net/netfilter/nft_exthdr.c). */
export const ipOptionAt = (
  { packet }: Machine,
  type: number,
): { readonly at: number; readonly length: number } | null => {
  const { bytes, etherType } = packet
  if (etherType !== ETH_P_IP || !known.includes(type)) return null
  const end = ((bytes[0] ?? 0) & 0xf) * 4
  for (let at = 20; at < end && bytes[at] !== 0; ) {
    const length = bytes[at] === IPOPT_NOOP ? 1 : Math.max(1, bytes[at + 1] ?? 1)
    if (bytes[at] === type) return { at, length }
    at += length
  }
  return null
}
