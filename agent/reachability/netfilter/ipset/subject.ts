import { ETH_P_IPV6, IPPROTO_TCP, IPPROTO_UDP } from '../../packet/packet.ts'
import type { Context } from '../context.ts'
import type { Members, Parts } from './members.ts'
import { portOf } from './port-of.ts'

/** Where a packet has what a set compares, one direction for each dimension. */
export interface Subject extends Parts {
  /** Offsets of its addresses in its bytes. */
  readonly firstAt: number
  readonly secondAt: number
  /** Name of the interface; empty where the set asks for none. */
  readonly interface: string
}

const noMac = '00:00:00:00:00:00'

const addressAt = ({ packet }: Context, side: 'src' | 'dst' | undefined): number => {
  const isIpv6 = packet.etherType === ETH_P_IPV6
  if (side === 'src') return isIpv6 ? 8 : 12
  return isIpv6 ? 24 : 16
}

const interfaceOf = ({ packet, in: input, out }: Context, side: 'src' | 'dst', isPhysical: boolean): string => {
  if (isPhysical) {
    const { bridged } = packet
    return (side === 'src' ? bridged?.physicalIn : bridged?.physicalOut)?.name ?? ''
  }
  return (side === 'src' ? input : out)?.name ?? ''
}

/**
 * Whether a set can say something of a packet: the rule has a direction for each dimension, and the family is the set's. Sets of ports,
 * of hardware addresses, and lists are for all (ip_set_test, net/netfilter/ipset/ip_set_core.c).
 */
export const canAsk = ({ family }: Context, { type, set }: Members, directions: readonly ('src' | 'dst')[]): boolean =>
  directions.length >= Math.max(1, type.dimensions.length) &&
  (set.family === 'unspecified' || (set.family === 'ipv4' ? family === 'ip' : family === 'ip6'))

/**
 * What the packet is looked up by (the kadt functions, net/netfilter/ipset/ip_set_*.c); null: it has not what the set asks for, and
 * so is not in it.
 */
export const subjectOf = (
  context: Context,
  { type, set }: Members,
  directions: readonly ('src' | 'dst')[],
  wantsPhysical: boolean,
): Subject | null => {
  const { packet } = context
  const addresses: number[] = []
  let [protocol, port, mac, mark, name] = [0, 0, '', 0, '']
  for (const [index, dimension] of type.dimensions.entries()) {
    const side = directions[index] ?? 'dst'
    if (dimension === 'port') {
      const found = portOf(packet, side)
      if (found === null) return null
      // A bitmap is of TCP and UDP alike.
      if (type.method === 'bitmap' && found.protocol !== IPPROTO_TCP && found.protocol !== IPPROTO_UDP) return null
      protocol = type.method === 'bitmap' ? 0 : found.protocol
      port = found.port
    } else if (dimension === 'mac') {
      mac = (side === 'src' ? packet.link?.source : packet.link?.destination) ?? noMac
      if (mac === noMac) return null
    } else if (dimension === 'mark') {
      mark = (packet.mark & (set.options.markMask ?? 0xffffffff)) >>> 0
    } else if (dimension === 'iface') {
      name = interfaceOf(context, side, wantsPhysical)
      if (name === '') return null
    } else addresses.push(addressAt(context, side))
  }
  const [firstAt = 0, secondAt = 0] = addresses
  return { firstAt, secondAt, protocol, port, mac, mark, interface: name, isPhysical: wantsPhysical }
}
