import type { Packet } from '../../../packet/packet.ts'
import {
  AUTHENTICATION,
  DESTINATION_OPTIONS,
  ENCRYPTION,
  FRAGMENT,
  HOP_BY_HOP,
  headerLength,
  IPV6_HEADER,
  NO_NEXT_HEADER,
  ROUTING,
} from './ipv6-headers.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'

type Headers = MatchInfos['ipv6header']['match']

/** MASK_*, linux/netfilter_ipv6/ip6t_ipv6header.h */
const bitsOf: { readonly [header: number]: number } = {
  [HOP_BY_HOP]: 128,
  [DESTINATION_OPTIONS]: 64,
  [ROUTING]: 32,
  [FRAGMENT]: 16,
  [AUTHENTICATION]: 8,
  [ENCRYPTION]: 4,
  [NO_NEXT_HEADER]: 2,
}
const PROTOCOL = 1

const numberOf = (headers: Headers): number =>
  (headers.hopByHop ? 128 : 0) |
  (headers.destination ? 64 : 0) |
  (headers.routing ? 32 : 0) |
  (headers.fragment ? 16 : 0) |
  (headers.authentication ? 8 : 0) |
  (headers.encryption ? 4 : 0) |
  (headers.none ? 2 : 0) |
  (headers.protocol ? PROTOCOL : 0)

/** Which headers there are; null where the packet ends too early. */
const headersIn = ({ bytes }: Packet): number | null => {
  let header = bytes[6] ?? 0
  let at = IPV6_HEADER
  let found = 0
  for (let bit = bitsOf[header]; bit !== undefined && at <= bytes.length; bit = bitsOf[header]) {
    if (header === NO_NEXT_HEADER) return found | bit
    if (bytes.length - at < 2) return null
    found |= bit
    if (header === ENCRYPTION) return found
    const length = headerLength(bytes, header, at)
    header = bytes[at] ?? 0
    at += length
  }
  return header === NO_NEXT_HEADER || header === ENCRYPTION ? found : found | PROTOCOL
}

/** ipv6header_mt6, net/ipv6/netfilter/ip6t_ipv6header.c */
export const ipv6header: CompileMatch<'ipv6header'> = ({ match, invert, soft }) => {
  const [wanted, inverted] = [numberOf(match), numberOf(invert)]
  return ({ packet }) => {
    const found = headersIn(packet)
    if (found === null) return false
    if (soft) return ((found ^ wanted ^ inverted) & wanted) === 0
    return (found === wanted) === (inverted === 0)
  }
}
