import { read16, read32 } from '../../../packet/address-bytes.ts'
import { AUTHENTICATION, headerLength } from './ipv6-headers.ts'
import type { CompileMatch } from './match-test.ts'
import { onIpv6Header } from './on-header.ts'
import { holds } from './transport.ts'

/** ah_mt6, net/ipv6/netfilter/ip6t_ah.c */
export const ah6: CompileMatch<'ah6'> = (info) => {
  const { minSpi, maxSpi, reservedIsZero, invert } = info
  return onIpv6Header(AUTHENTICATION, 12, (packet, at) => {
    const length = headerLength(packet.bytes, AUTHENTICATION, at)
    if (!holds(packet, at, length)) return 'hotdrop'
    const spi = read32(packet.bytes, at + 4)
    if ((spi >= minSpi && spi <= maxSpi) === invert.spi) return false
    const isLength = info.headerLength === length
    if (info.headerLength !== 0 && isLength === invert.headerLength) return false
    return !reservedIsZero || read16(packet.bytes, at + 2) === 0
  })
}
