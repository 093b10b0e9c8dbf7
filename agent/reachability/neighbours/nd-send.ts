import type { Packet } from '../packet/packet.ts'
import { RT_SCOPE_LINK, RT_TABLE_MAIN } from '../routing/constants.ts'
import type { Device } from '../scene/device.ts'
import type { Trial } from '../trial.ts'

/**
 * Sends a message of neighbour discovery by a device: to whom it says itself, by no table (ndisc_send_skb, net/ipv6/ndisc.c;
 * icmp6_dst_alloc, net/ipv6/route.c). What rules of `output` change is routed anew, as of every other packet.
 */
export const sendDiscovery = (trial: Trial, packet: Packet, device: Device): void => {
  packet.route = {
    type: 'unicast',
    device,
    gateway: null,
    source: null,
    scope: RT_SCOPE_LINK,
    mtu: null,
    realm: 0,
    table: RT_TABLE_MAIN,
    record: null,
    policy: null,
  }
  trial.toSend.push({ space: device.space, packet, madeFor: device })
}
