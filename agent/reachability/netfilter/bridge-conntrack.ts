import { ETH_P_IP, ETH_P_IPV6 } from '../packet/packet.ts'
import { conntrackConfirm, conntrackIn } from './conntrack/hooks.ts'
import type { Runner } from './order.ts'

/** Connection tracking of bridged frames for rules of the family bridge (nf_ct_bridge_pre, net/bridge/netfilter/nf_conntrack_bridge.c). */
export const trackBridged: Runner = (context) => {
  const { packet } = context
  if (packet.etherType === ETH_P_IP) return conntrackIn({ ...context, family: 'ip' })
  if (packet.etherType === ETH_P_IPV6) return conntrackIn({ ...context, family: 'ip6' })
  packet.connection = 'untracked'
  return 'accept'
}

/** nf_ct_bridge_post */
export const confirmBridged: Runner = (context) => {
  const { etherType } = context.packet
  if (etherType !== ETH_P_IP && etherType !== ETH_P_IPV6) return 'accept'
  return conntrackConfirm({ ...context, family: etherType === ETH_P_IP ? 'ip' : 'ip6' })
}
