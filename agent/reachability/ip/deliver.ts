import { sendIcmpError } from '../errors/icmp-error.ts'
import { passesPolicies } from '../ipsec/check.ts'
import { receiveTunnel } from '../link/tunnels/receive.ts'
import { receiveDiscovery } from '../neighbours/nd.ts'
import { isBalanced } from '../netfilter/balanced.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { familyOf, isFragment } from '../packet/fields.ts'
import { IPPROTO_ICMP, IPPROTO_ICMPV6, IPPROTO_TCP, IPPROTO_UDP, type Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { hasRawSocket } from '../sockets/raw.ts'
import { lose, note, type Trial } from '../trial.ts'
import { reassemble } from './reassemble.ts'

/** IPPROTO_NONE: there is nothing behind the headers. */
const NO_NEXT_HEADER = 59

/**
 * A packet is for this namespace: INPUT, and the protocol above (ip_local_deliver, ip_protocol_deliver_rcu, net/ipv4/ip_input.c;
 * ip6_input, ip6_protocol_deliver_rcu).
 */
export const deliver = (trial: Trial, piece: Packet, device: Device): void => {
  const { space } = device
  const packet = isFragment(piece) ? reassemble(trial, space, piece) : piece
  if (packet === null) return
  const isIpv6 = familyOf(packet) === 'ipv6'
  const verdict = runHook({ trial, space, packet, family: isIpv6 ? 'ip6' : 'ip', hook: 'input', in: device, out: null })
  if (verdict !== 'accept' || isBalanced(trial, packet, device)) return
  // Every protocol asks before it takes a packet (ip_protocol_deliver_rcu, tcp_v4_rcv, udp_queue_rcv_one_skb, icmp_rcv, icmpv6_rcv).
  if (!passesPolicies(trial, packet, device, 'in')) return
  if (isIpv6 && packet.protocol === IPPROTO_ICMPV6 && receiveDiscovery(trial, packet, device)) return
  if (receiveTunnel(trial, packet, device)) return
  if (!isKnown(packet, isIpv6)) {
    refuseProtocol(trial, packet, device, isIpv6)
    return
  }
  note(packet, { kind: 'delivery', space, detail: () => `delivered to ${space.title}`, object: () => space.key })
  trial.arrivals.push({ space, packet, device })
}

const isKnown = ({ protocol }: Packet, isIpv6: boolean): boolean =>
  protocol === IPPROTO_TCP || protocol === IPPROTO_UDP || protocol === (isIpv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP)

/** Nobody takes the protocol, and the sender is told, unless a raw socket hears it. */
const refuseProtocol = (trial: Trial, packet: Packet, device: Device, isIpv6: boolean): void => {
  const { space } = device
  const { protocol } = packet
  if (protocol === NO_NEXT_HEADER || hasRawSocket(space, isIpv6 ? 'ipv6' : 'ipv4', protocol)) return
  sendIcmpError(trial, space, packet, isIpv6 ? { type: 4, code: 1 } : { type: 3, code: 2 })
  lose(trial, {
    reason: 'unknown-protocol',
    space,
    packet,
    device,
    fact: () => `nobody on ${space.title} takes the IP protocol ${protocol}`,
  })
}
