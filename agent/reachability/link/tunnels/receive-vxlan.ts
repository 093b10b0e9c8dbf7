import { read32 } from '../../packet/address-bytes.ts'
import { destinationPortOf, sourceOf } from '../../packet/fields.ts'
import { IPPROTO_UDP, type Packet } from '../../packet/packet.ts'
import type { Space } from '../../scene/space.ts'
import { lose, note, type Trial } from '../../trial.ts'
import { packetTypeAt } from '../hardware-address.ts'
import { deviceKey, deviceText } from '../text.ts'
import { frameWithin } from './frame-bytes.ts'
import { learnRemote, vxlanPort, vxlanSettings, vxlansIn } from './vxlan-ends.ts'

const UDP_HEADER = 8
const VXLAN_HEADER = 8

interface Arriving {
  readonly vni: number
  readonly port: number
  /** The address of the other end. */
  readonly remote: string
}

/**
 * Takes the frame out of a UDP packet for a VXLAN's socket (vxlan_rcv, drivers/net/vxlan/vxlan_core.c).
 * @returns false when no VXLAN listens at that port
 */
export const receiveVxlan = (trial: Trial, packet: Packet, space: Space): boolean => {
  if (packet.protocol !== IPPROTO_UDP) return false
  const port = destinationPortOf(packet)
  if (!vxlansIn(trial.scene, space).some((device) => device.isUp && vxlanPort(device) === port)) return false
  const at = packet.transport + UDP_HEADER
  const vni = read32(packet.bytes, at + 4) >>> 8
  const inner = frameWithin(packet, at + VXLAN_HEADER)
  if (inner !== null) giveToVxlan(trial, inner, space, { vni, port, remote: sourceOf(packet) })
  return true
}

/** Gives a frame to the VXLAN of that number whose socket is in a namespace. */
export const giveToVxlan = (trial: Trial, packet: Packet, space: Space, { vni, port, remote }: Arriving): void => {
  const device = vxlansIn(trial.scene, space).find(
    (one) => one.isUp && vxlanPort(one) === port && vxlanSettings(one).id === vni,
  )
  if (device === undefined) {
    lose(trial, {
      reason: 'vxlan-unknown-vni',
      space,
      packet,
      fact: () => `${space.title} has no VXLAN with the number ${vni} at port ${port}`,
    })
    return
  }
  const source = packet.link?.source
  if (source === undefined || source === device.mac || !learnRemote(trial, device, source, remote)) {
    lose(trial, {
      reason: 'vxlan-no-remote',
      space: device.space,
      packet,
      device,
      fact: () =>
        `${deviceText(device)} does not take ${source} from ${remote}: it is its own, or has its entry elsewhere`,
    })
    return
  }
  if (packet.link !== null) packet.packetType = packetTypeAt(device, packet.link.destination)
  note(packet, {
    kind: 'tunnel',
    space: device.space,
    detail: () => `vni ${vni} from ${remote} to ${deviceText(device)}`,
    object: () => deviceKey(device),
  })
  trial.frames.push({ device, packet })
}
