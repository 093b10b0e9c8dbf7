import { macBytes } from '../../../packet/address-bytes.ts'
import { ETH_P_IPV6 } from '../../../packet/packet.ts'
import type { CompileMatch } from './match-test.ts'
import { fragmentOffset } from './transport.ts'

/** eui64_mt6, net/ipv6/netfilter/ip6t_eui64.c: RFC 4291, appendix A. */
export const eui64: CompileMatch<'eui64'> =
  () =>
  ({ packet }) => {
    const { link, bytes, etherType } = packet
    if (link === null) return fragmentOffset(packet) !== 0 ? 'hotdrop' : false
    if (etherType !== ETH_P_IPV6) return false
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = macBytes(link.source)
    return [a ^ 2, b, c, 0xff, 0xfe, d, e, f].every((byte, i) => bytes[16 + i] === byte)
  }
