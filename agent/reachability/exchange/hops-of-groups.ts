import { ipv4Number } from '../packet/address-bytes.ts'
import { isMulticast } from '../routing/ipv4/number.ts'
import { isGroup } from '../routing/ipv6/kind.ts'

/** What programs send to groups stays on the link, unless they ask for more (IP_MULTICAST_TTL and IPV6_MULTICAST_HOPS are 1, ip(7), ipv6(7)). */
export const hopsTo = (destination: string): { readonly ttl?: number } => {
  const isForMany = destination.includes(':') ? isGroup(destination) : isMulticast(ipv4Number(destination))
  return isForMany ? { ttl: 1 } : {}
}
