import { forgetConnection } from '../netfilter/conntrack/hooks.ts'
import type { Packet } from '../packet/packet.ts'
import type { Device } from '../scene/device.ts'
import { lose, note, type Trial } from '../trial.ts'
import { fitsMtu } from './frame-length.ts'
import { packetTypeAt } from './hardware-address.ts'
import { deviceKey, deviceText } from './text.ts'

/**
 * Gives a frame to a device as if it had come in there: the other end of a pair, or the device below
 * (dev_forward_skb, ____dev_forward_skb, skb_scrub_packet, net/core/{dev,skbuff}.c). Route, connection and priority are forgotten
 * also within a namespace, the mark only between two.
 */
export const cross = (trial: Trial, packet: Packet, from: Device, to: Device): void => {
  if (!to.isUp) {
    lose(trial, {
      reason: 'device-down',
      space: to.space,
      packet,
      device: to,
      fact: () => `${deviceText(to)} is down, so ${deviceText(from)} cannot deliver to it`,
    })
    return
  }
  if (!fitsMtu(packet, to.mtu)) {
    lose(trial, {
      reason: 'frame-too-big',
      space: to.space,
      packet,
      device: to,
      fact: () => `a packet of ${packet.bytes.length} bytes is larger than the MTU ${to.mtu} of ${deviceText(to)}`,
    })
    return
  }
  packet.route = null
  packet.bridged = null
  packet.priority = 0
  forgetConnection(packet)
  if (from.space !== to.space) packet.mark = 0
  packet.packetType = packet.link === null ? 'host' : packetTypeAt(to, packet.link.destination)
  note(packet, {
    kind: 'link',
    space: to.space,
    detail: () => `${from.name} to ${deviceText(to)}`,
    object: () => deviceKey(to),
  })
  trial.frames.push({ device: to, packet })
}
