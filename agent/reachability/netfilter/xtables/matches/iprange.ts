import { bytesOfAddress, read32 } from '../../../packet/address-bytes.ts'
import { ETH_P_IPV6 } from '../../../packet/packet.ts'
import type { CompileMatch } from './match-test.ts'

type RangeTest = (bytes: Uint8Array, at: number) => boolean

const isBefore = (left: Uint8Array, leftAt: number, right: Uint8Array, rightAt: number): boolean => {
  for (let i = 0; i < 16; i += 4) {
    const [one, other] = [read32(left, leftAt + i), read32(right, rightAt + i)]
    if (one !== other) return one < other
  }
  return false
}

const between = (from: string, to: string): RangeTest => {
  const [first, last] = [bytesOfAddress(from), bytesOfAddress(to)]
  if (first.length === 16) return (bytes, at) => !isBefore(bytes, at, first, 0) && !isBefore(last, 0, bytes, at)
  const [low, high] = [read32(first, 0), read32(last, 0)]
  return (bytes, at) => {
    const address = read32(bytes, at)
    return address >= low && address <= high
  }
}

/** iprange_mt4, iprange_mt6, net/netfilter/xt_iprange.c */
export const iprange: CompileMatch<'iprange'> = (info) => {
  const { source, destination, invertSource, invertDestination } = info.flags
  const isSource = between(info.minSource, info.maxSource)
  const isDestination = between(info.minDestination, info.maxDestination)
  return ({ packet: { bytes, etherType } }) => {
    const isIpv6 = etherType === ETH_P_IPV6
    if (source && isSource(bytes, isIpv6 ? 8 : 12) === invertSource) return false
    return !destination || isDestination(bytes, isIpv6 ? 24 : 16) !== invertDestination
  }
}
