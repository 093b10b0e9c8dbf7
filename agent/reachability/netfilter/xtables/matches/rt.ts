import { bytesOfAddress, read32 } from '../../../packet/address-bytes.ts'
import type { Packet } from '../../../packet/packet.ts'
import { headerLength, ROUTING } from './ipv6-headers.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'
import { onIpv6Header } from './on-header.ts'

type Info = MatchInfos['rt']

const isAt = (bytes: Uint8Array, at: number, address: string): boolean => {
  const wanted = bytesOfAddress(address)
  for (let i = 0; i < 16; i++) if (bytes[at + i] !== wanted[i]) return false
  return true
}

/** The addresses of a header of type 0: all of them, or (not strict) these in this order and others between. */
const hasAddresses = ({ addresses, match }: Info, { bytes }: Packet, at: number, length: number): boolean => {
  const count = Math.floor((length - 8) / 16)
  if (addresses.length > count) return false
  if (!match.notStrict)
    return addresses.length === count && addresses.every((address, i) => isAt(bytes, at + 8 + 16 * i, address))
  let found = 0
  for (let i = 0; i < count && found < addresses.length; i++) {
    if (isAt(bytes, at + 8 + 16 * i, addresses[found] ?? '::')) found++
  }
  return found === addresses.length
}

/** rt_mt6, net/ipv6/netfilter/ip6t_rt.c */
export const rt: CompileMatch<'rt'> = (info) => {
  const { match, invert, minSegmentsLeft, maxSegmentsLeft } = info
  return onIpv6Header(ROUTING, 4, (packet, at) => {
    const { bytes } = packet
    const length = headerLength(bytes, ROUTING, at)
    if (bytes.length - at < length) return 'hotdrop'
    const segments = bytes[at + 3] ?? 0
    if ((segments >= minSegmentsLeft && segments <= maxSegmentsLeft) === invert.segmentsLeft) return false
    if (match.length && (info.length === length) === invert.length) return false
    if (match.type && (info.type === bytes[at + 2]) === invert.type) return false
    if (match.reservedIsZero && read32(bytes, at + 4) !== 0) return false
    return !match.addresses || hasAddresses(info, packet, at, length)
  })
}
