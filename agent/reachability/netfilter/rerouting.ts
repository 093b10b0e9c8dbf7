import { read32 } from '../packet/address-bytes.ts'
import { destinationOf, sourceOf, tosOf, ttlOf } from '../packet/fields.ts'
import { ETH_P_IPV6, type Packet } from '../packet/packet.ts'
import type { Runner } from './order.ts'

/** Of IPv6 the whole first word is compared, with the flow label, and the hop limit as well. */
const routedBy = (packet: Packet): readonly (string | number)[] => [
  packet.mark,
  sourceOf(packet),
  destinationOf(packet),
  ...(packet.etherType === ETH_P_IPV6 ? [ttlOf(packet), read32(packet.bytes, 0)] : [tosOf(packet)]),
]

/**
 * What is sent here is routed anew when the mangle table, or a chain of type `route`, changed what it was routed by (ipt_mangle_out,
 * net/ipv4/netfilter/iptable_mangle.c; ip6t_mangle_out; nf_route_table_hook4 and 6, net/netfilter/nft_chain_route.c). The route is
 * taken away: the sender looks it up again after the hook.
 */
export const rerouting =
  (run: Runner): Runner =>
  (context) => {
    const { packet } = context
    const before = routedBy(packet)
    const verdict = run(context)
    if (verdict === 'accept' && routedBy(packet).some((value, i) => value !== before[i])) packet.route = null
    return verdict
  }
