import { destinationOf, familyOf } from '../../packet/fields.ts'
import { packetText } from '../../packet/text.ts'
import { RT_SCOPE_UNIVERSE } from '../../routing/constants.ts'
import { selectSource } from '../../routing/source-address.ts'
import { connectionOf } from '../conntrack/connection-of.ts'
import type { Context, HookVerdict } from '../context.ts'
import { drop } from '../drop.ts'
import type { NatRange } from './range.ts'
import { setUpNat } from './set-up.ts'

/**
 * MASQUERADE: the address of the device that the packet leaves by, as a program would get it for the next hop
 * (nf_nat_masquerade_ipv4 and _ipv6, net/netfilter/nf_nat_masquerade.c). A device without address: the packet has ended.
 */
export const masquerade = (context: Context, range: NatRange): HookVerdict => {
  const { space, packet, out } = context
  const connection = connectionOf(packet)
  if (connection === null || out === null) return 'accept'
  if (connection.original.source === '0.0.0.0') return 'accept'
  const destination = destinationOf(packet)
  // The next hop counts for IPv4 only; a gateway of the other family is no next hop of it (rt_nexthop).
  const gateway = packet.route?.gateway ?? null
  const nextHop = familyOf(packet) === 'ipv6' || gateway === null || gateway.includes(':') ? destination : gateway
  const source = selectSource(space, out, nextHop, RT_SCOPE_UNIVERSE)
  if (source === null)
    return drop(
      { ...context, in: null },
      'no-source-address',
      () => `${packetText(packet)} is to be masqueraded, and ${out.name} has no address`,
    )
  return setUpNat(context, { ...range, minAddress: source, maxAddress: source }, 'source')
}
