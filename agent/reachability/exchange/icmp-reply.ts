import { sendLocal } from '../ip/output.ts'
import { echoReplyTo, kernelSender } from '../packet/build.ts'
import { destinationOf, icmpTypeOf, sourceOf } from '../packet/fields.ts'
import { ETH_P_IPV6, type Packet } from '../packet/packet.ts'
import { setSource } from '../packet/rewrite.ts'
import { isGroup } from '../routing/ipv6/kind.ts'
import { selectSource } from '../routing/source-address.ts'
import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'
import { arrivalDevice } from '../sockets/device.ts'
import { lose, note, type Trial } from '../trial.ts'

const isRequest = (packet: Packet): boolean => icmpTypeOf(packet) === (packet.etherType === ETH_P_IPV6 ? 128 : 8)

/**
 * The kernel answers echo requests (icmp_echo, net/ipv4/icmp.c; icmpv6_echo_reply). Broadcasts stay unanswered
 * (`icmp_echo_ignore_broadcasts` is 1 by default), those to groups of IPv6 do not.
 * @returns whether it was a request; `answered` is then told what goes out
 */
export const answersEcho = (
  trial: Trial,
  space: Space,
  packet: Packet,
  device: Device,
  answered?: (reply: Packet) => void,
): boolean => {
  if (!isRequest(packet)) return false
  const isIpv6 = packet.etherType === ETH_P_IPV6
  const ignore = (fact: () => string): true => {
    lose(trial, { reason: 'icmp-ignored', space, packet, device, fact })
    return true
  }
  const setting = isIpv6 ? 'net.ipv6.icmp.echo_ignore_all' : 'net.ipv4.icmp_echo_ignore_all'
  if (space.sysctl(setting) === 1) return ignore(() => `${space.title} answers no echo (${setting} is 1)`)
  if (!isIpv6 && packet.route?.type !== 'local')
    return ignore(() => 'it was a broadcast (net.ipv4.icmp_echo_ignore_broadcasts)')
  const reply = echoReplyTo(packet, 'echo reply')
  if (isGroup(destinationOf(packet))) {
    const own = selectSource(space, packet.arrivedAt ?? device, sourceOf(packet), 0)
    if (own === null) return ignore(() => `${space.title} has no address to answer from`)
    setSource(reply, own)
  }
  // The answer of IPv6 prefers to go out where the request came in (flowi6_oif).
  if (isIpv6) reply.sender = { ...kernelSender, device: arrivalDevice(packet, packet.arrivedAt ?? device).device }
  note(packet, { kind: 'delivery', space, detail: () => `${space.title} answers the echo`, object: () => space.key })
  answered?.(reply)
  sendLocal(trial, space, reply)
  return true
}
