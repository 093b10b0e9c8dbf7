import type { Packet } from '../../../packet/packet.ts'
import { headerLength } from './ipv6-headers.ts'
import type { MatchInfos, MatchTest } from './match-test.ts'
import { onIpv6Header } from './on-header.ts'

type Info = MatchInfos['hbh']

/** The options of the rule, in their order, are the first ones of the header. */
const beginsWith = ({ options }: Info, { bytes }: Packet, from: number, length: number): boolean => {
  let at = from
  let left = length
  for (const [index, { type, length: wanted }] of options.entries()) {
    if (left < 1 || at >= bytes.length || bytes[at] !== type) return false
    let size = 1
    if (type !== 0) {
      if (left < 2 || at + 1 >= bytes.length) return false
      const found = bytes[at + 1] ?? 0
      if (wanted !== null && wanted !== found) return false
      size = found + 2
    }
    if ((at > bytes.length - size || left < size) && index < options.length - 1) return false
    at += size
    left -= size
  }
  return true
}

/** hbh_mt6, net/ipv6/netfilter/ip6t_hbh.c. @param header hop-by-hop or destination options */
export const ipv6Options = (header: number, info: Info): MatchTest =>
  onIpv6Header(header, 2, (packet, at) => {
    const length = headerLength(packet.bytes, header, at)
    if (packet.bytes.length - at < length) return 'hotdrop'
    const isLength = !info.match.length || (info.length === length) !== info.invert.length
    if (!info.match.options) return isLength
    return !info.match.notStrict && isLength && beginsWith(info, packet, at + 2, length - 2)
  })
