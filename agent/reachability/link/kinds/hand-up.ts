import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { note, type Trial } from '../../trial.ts'
import { packetTypeAt } from '../hardware-address.ts'
import { deviceKey, deviceText } from '../text.ts'

/** A frame that came in at `lower` is for a device that lies on it, which goes on with it. */
export const handUp = (packet: Packet, lower: Device, owner: Device): Device => {
  packet.packetType = 'host'
  note(packet, {
    kind: 'link',
    space: owner.space,
    detail: () => `${lower.name} to ${deviceText(owner)}`,
    object: () => deviceKey(owner),
  })
  return owner
}

/** A frame of its own for a device that lies on another: it is taken in later. */
export const giveTo = (trial: Trial, packet: Packet, device: Device): void => {
  if (packet.link !== null) packet.packetType = packetTypeAt(device, packet.link.destination)
  trial.frames.push({ device, packet })
}
