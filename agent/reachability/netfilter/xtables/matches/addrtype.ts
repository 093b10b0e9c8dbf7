import { addressAt } from '../../../packet/address-bytes.ts'
import { ETH_P_IPV6 } from '../../../packet/packet.ts'
import { addressTypeOf } from '../../../routing/address-type.ts'
import type { Device } from '../../../scene/device.ts'
import type { Space } from '../../../scene/space.ts'
import type { CompileMatch, MatchInfos } from './match-test.ts'

type Types = MatchInfos['addrtype']['source']
type TypesTest = (space: Space, bytes: Uint8Array, at: number, device: Device | null) => boolean

/** match_type: what the routing tables say, and nothing else. */
const ipv4Types =
  (types: Types): TypesTest =>
  (space, bytes, at, device) => {
    const type = addressTypeOf(space, addressAt(bytes, at, 'ipv4'), device)
    return type === 'unspecified' ? types.unspec : types[type]
  }

const isZero = (bytes: Uint8Array, from: number, to: number): boolean => {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false
  return true
}

/** IPV6_ADDR_UNICAST of __ipv6_addr_type, net/ipv6/addrconf_core.c: neither multicast, nor unspecified, nor of IPv4. */
const isUnicast = (bytes: Uint8Array, at: number): boolean => {
  if (bytes[at] === 0xff || isZero(bytes, at, at + 16)) return false
  return !(isZero(bytes, at, at + 10) && bytes[at + 10] === 0xff && bytes[at + 11] === 0xff)
}

/** match_type6: the kind of address first, and only then, where it is asked for, the route. */
const ipv6Types =
  (types: Types): TypesTest =>
  (space, bytes, at, device) => {
    if (types.multicast && bytes[at] !== 0xff) return false
    if (types.unicast && !isUnicast(bytes, at)) return false
    if (types.unspec && !isZero(bytes, at, at + 16)) return false
    if (!types.local && !types.anycast && !types.unreachable) return true
    const type = addressTypeOf(space, addressAt(bytes, at, 'ipv6'), device)
    if (type === 'local') return types.local
    if (type === 'anycast') return types.anycast
    return types.unreachable && (type === 'unreachable' || type === 'blackhole' || type === 'prohibit')
  }

const isAsked = ({ other, ...types }: Types): boolean => other !== undefined || Object.values(types).includes(true)

/** addrtype_mt_v0, addrtype_mt_v1, net/netfilter/xt_addrtype.c */
export const addrtype: CompileMatch<'addrtype'> = (info) => {
  const { source, destination, invertSource, invertDestination, limitInInterface, limitOutInterface } = info
  const [asksSource, asksDestination] = [isAsked(source), isAsked(destination)]
  const ofIpv4 = { source: ipv4Types(source), destination: ipv4Types(destination) }
  const ofIpv6 = { source: ipv6Types(source), destination: ipv6Types(destination) }
  return ({ packet: { bytes, etherType }, space, in: input, out }) => {
    const isIpv6 = etherType === ETH_P_IPV6
    const tests = isIpv6 ? ofIpv6 : ofIpv4
    const device = limitInInterface ? input : limitOutInterface ? out : null
    if (asksSource && tests.source(space, bytes, isIpv6 ? 8 : 12, device) === invertSource) return false
    return !asksDestination || tests.destination(space, bytes, isIpv6 ? 24 : 16, device) !== invertDestination
  }
}
