import { sendIcmpError } from '../errors/icmp-error.ts'
import { applyPolicies, errnoOfPolicies } from '../ipsec/check.ts'
import { sendToNeighbour } from '../neighbours/send-to.ts'
import { runHook } from '../netfilter/run-hook.ts'
import { destinationOf, familyOf, mustNotFragment, sourceOf, sourcePortOf } from '../packet/fields.ts'
import type { Packet } from '../packet/packet.ts'
import type { Route } from '../routing/route.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { lose, type Trial } from '../trial.ts'
import type { Errno } from './errno.ts'
import { fragmentsOf } from './fragment.ts'

/** The largest packet that goes out by a route (ip_dst_mtu_maybe_forward, ip6_dst_mtu_maybe_forward); exceptions learned by PMTU are in no dump. */
export const mtuOf = ({ mtu }: Route, device: Device): number => mtu ?? device.mtu

/**
 * The last steps of a packet that has its route, own or forwarded: POSTROUTING with the end of connection tracking, its size,
 * and the neighbour (ip_output, ip_finish_output, ip_finish_output2 of net/ipv4/ip_output.c and their IPv6 twins).
 * @param input where it came in; null for what is sent here
 * @param from what rules after the route see as the device where it came in (ip6_output: `skb->dev`)
 * @returns what a sender here sees
 */
export const finishOutput = (
  trial: Trial,
  space: Space,
  packet: Packet,
  input: Device | null,
  from: Device | null = input,
): Errno | null => {
  const { route } = packet
  const device = route?.device ?? null
  if (route === null || device === null) {
    lose(trial, { reason: 'no-route', space, packet, fact: () => 'its route has no interface' })
    return 'ENETUNREACH'
  }
  const isIpv6 = familyOf(packet) === 'ipv6'
  const before = senderOf(packet)
  const verdict = runHook({
    trial,
    space,
    packet,
    family: isIpv6 ? 'ip6' : 'ip',
    hook: 'postrouting',
    in: from,
    out: device,
  })
  if (verdict === 'drop') return 'EPERM'
  if (verdict === 'stolen') return null
  // Behind SNAT the policies are asked again (nf_xfrm_me_harder, net/netfilter/nf_nat_proto.c).
  if (senderOf(packet) !== before) {
    const applied = applyPolicies(trial, space, packet)
    if (applied !== 'passes') return errnoOfPolicies(applied)
  }

  const mtu = mtuOf(route, device)
  // ip_fragment, ip6_fragment
  if (packet.bytes.length > mtu) {
    const isOwnIpv6 = isIpv6 && input === null
    if (mustNotFragment(packet) && !isOwnIpv6) {
      sendIcmpError(trial, space, packet, isIpv6 ? { type: 2, code: 0, mtu } : { type: 3, code: 4, mtu })
      lose(trial, {
        reason: 'too-big',
        space,
        packet,
        device,
        fact: () =>
          `${packet.bytes.length} bytes do not fit into the MTU ${mtu} of ${device.name}, and must not be fragmented`,
      })
      return 'EMSGSIZE'
    }
    for (const fragment of fragmentsOf(packet, mtu))
      sendToNeighbour(trial, fragment, device, nextHopOf(route, fragment))
    return null
  }
  sendToNeighbour(trial, packet, device, nextHopOf(route, packet))
  return null
}

const senderOf = (packet: Packet): string => `${sourceOf(packet)} ${sourcePortOf(packet)}`

const nextHopOf = ({ gateway }: Route, packet: Packet): string => gateway ?? destinationOf(packet)
