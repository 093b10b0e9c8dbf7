import { ipv4Number } from '../packet/address-bytes.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { RT_TABLE_LOCAL } from './constants.ts'
import { localLookup } from './ipv4/lookup.ts'
import { isLimitedBroadcast, isMulticast, isZeronet } from './ipv4/number.ts'
import { addressTypeIpv6 } from './ipv6/address-type.ts'
import { tableOfVrf, vrfIndexOf } from './vrf.ts'

/** RTN_*, as rules ask for it. */
export type AddressType =
  | 'unspecified'
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'anycast'
  | 'multicast'
  | 'blackhole'
  | 'unreachable'
  | 'prohibit'

/**
 * What an address is to a namespace, or to one of its devices alone: in IPv4 as table local says (inet_dev_addr_type,
 * net/ipv4/fib_frontend.c), in IPv6 as the route to it says (__nft_fib6_eval_type, net/ipv6/netfilter/nft_fib_ipv6.c).
 */
export const addressTypeOf = (space: Space, address: string, device: Device | null = null): AddressType =>
  address.includes(':') ? addressTypeIpv6(space, address, device) : addressTypeIpv4(space, address, device)

const addressTypeIpv4 = (space: Space, address: string, device: Device | null): AddressType => {
  const number = ipv4Number(address)
  if (isZeronet(number) || isLimitedBroadcast(number)) return 'broadcast'
  if (isMulticast(number)) return 'multicast'
  const table = device === null ? null : tableOfVrf(space, vrfIndexOf(device))
  const outcome = localLookup(space, number, table ?? RT_TABLE_LOCAL)
  if (outcome === null || 'refuses' in outcome) return 'unicast'
  const [first] = outcome.alias.hops
  if (device !== null && first?.device !== device) return 'unicast'
  const { type } = outcome.alias
  return type === 'local' || type === 'broadcast' || type === 'anycast' || type === 'multicast' ? type : 'unicast'
}
