import { sendIcmpError } from '../../../errors/icmp-error.ts'
import { bytesOfAddress, read16, write16 } from '../../../packet/address-bytes.ts'
import { drop } from '../../drop.ts'
import type { InfoOf } from './info-of.ts'
import type { Target, TargetOf } from './target.ts'

type Info = InfoOf<'snpt'>

/** One's complement sum of 16 bits (csum_add, folded). */
const added = (a: number, b: number): number => {
  const sum = a + b
  return (sum & 0xffff) + (sum >>> 16)
}

const sumOfWords = (prefix: string): number => {
  const bytes = bytesOfAddress(prefix)
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum = added(sum, read16(bytes, at))
  return sum
}

/** What makes up for the other prefix, so that checksums stay right (ip6t_npt_checkentry; RFC 6296, section 3.1). */
const adjustmentOf = ({ from, to }: Info): number => added(sumOfWords(from), ~sumOfWords(to) & 0xffff)

/** The 16-bit word of the address that takes the adjustment; null where all are 0xffff. */
const adjustedWord = (bytes: Uint8Array, at: number, length: number): number | null => {
  if (length <= 48) return 3
  for (let word = 4; word < 8; word++) if (read16(bytes, at + 2 * word) !== 0xffff) return word
  return null
}

/** ip6t_npt_map_pfx. @returns whether the address could be changed */
const mapPrefix = (bytes: Uint8Array, at: number, info: Info, adjustment: number): boolean => {
  const length = Math.max(info.fromLength, info.toLength)
  const prefix = bytesOfAddress(info.to)
  for (let bit = 0; bit < length; bit += 8) {
    const rest = length - bit >= 8 ? 0 : 0xff >> (length - bit)
    const byte = at + bit / 8
    bytes[byte] = ((bytes[byte] ?? 0) & rest) | (prefix[bit / 8] ?? 0)
  }
  const word = adjustedWord(bytes, at, length)
  if (word === null) return false
  const sum = added(read16(bytes, at + 2 * word), adjustment)
  write16(bytes, at + 2 * word, sum === 0xffff ? 0 : sum)
  return true
}

const translation =
  (offset: number): TargetOf<Info> =>
  (info): Target => {
    const adjustment = adjustmentOf(info)
    return (context) => {
      const { packet, trial, space } = context
      if (mapPrefix(packet.bytes, offset, info, adjustment)) return 'continue'
      // ICMPV6_PARAMPROB, ICMPV6_HDR_FIELD
      sendIcmpError(trial, space, packet, { type: 4, code: 0 })
      return drop(context, 'filtered', () => 'its address has no room for what the other prefix needs')
    }
  }

/** SNPT (ip6t_snpt_tg, net/ipv6/netfilter/ip6t_NPT.c): the source's prefix. */
export const snpt = translation(8)

/** DNPT (ip6t_dnpt_tg): the destination's prefix. */
export const dnpt = translation(24)
