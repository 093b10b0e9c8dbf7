import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { AddressType } from '../address-type.ts'
import { kindOf } from './kind.ts'
import { outputIpv6 } from './lookup.ts'
import { hasIpv6 } from './source-address.ts'

/** __nft_fib6_eval_type (net/ipv6/netfilter/nft_fib_ipv6.c) */
export const addressTypeIpv6 = (space: Space, address: string, device: Device | null): AddressType => {
  const route = outputIpv6(space, flowTo(address, device), null)
  if (route.error !== undefined) return refusalOf(route.type)
  if (route.type === 'anycast') return 'anycast'
  if (device === null ? route.type === 'local' : hasIpv6(space, device, address)) return 'local'
  const { isMulticast, isUnicast } = kindOf(address)
  if (isMulticast) return 'multicast'
  return isUnicast ? 'unicast' : 'unspecified'
}

const refusalOf = (type: string): AddressType => (type === 'blackhole' || type === 'prohibit' ? type : 'unreachable')

const flowTo = (destination: string, device: Device | null) => ({
  family: 'ipv6' as const,
  destination,
  source: null,
  mark: 0,
  protocol: 0,
  sourcePort: 0,
  destinationPort: 0,
  tos: 0,
  uid: 0,
  input: null,
  output: device?.ifindex ?? 0,
})
