import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { AddressType } from '../address-type.ts'
import { plainFlow } from '../plain-flow.ts'
import { kindOf } from './kind.ts'
import { outputIpv6 } from './lookup.ts'
import { hasIpv6 } from './source-address.ts'

/** __nft_fib6_eval_type (net/ipv6/netfilter/nft_fib_ipv6.c) */
export const addressTypeIpv6 = (space: Space, address: string, device: Device | null): AddressType => {
  const route = outputIpv6(space, plainFlow(address, { output: device?.ifindex ?? 0 }), null)
  if (route.error !== undefined) return refusalOf(route.type)
  if (route.type === 'anycast') return 'anycast'
  if (device === null ? route.type === 'local' : hasIpv6(space, device, address)) return 'local'
  const { isMulticast, isUnicast } = kindOf(address)
  if (isMulticast) return 'multicast'
  return isUnicast ? 'unicast' : 'unspecified'
}

const refusalOf = (type: string): AddressType => (type === 'blackhole' || type === 'prohibit' ? type : 'unreachable')
