import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { lose, note, type Trial } from '../../trial.ts'
import { deviceText } from '../text.ts'
import type { SendByKind } from './kind.ts'
import { pair } from './pair.ts'
import { unknown } from './unknown.ts'

/** ETH_P_8021Q, linux/if_ether.h */
const ETH_P_8021Q = 0x8100

const tagOf = (device: Device): { readonly protocol: number; readonly id: number } | null => {
  const info = device.record.info?.link
  if (info?.kind !== 'vlan' || info.data?.id === undefined) return null
  return { protocol: info.data.protocol ?? ETH_P_8021Q, id: info.data.id }
}

/** Puts the tag on, and sends by the device below (vlan_dev_hard_start_xmit, net/8021q/vlan_dev.c). */
export const vlan: SendByKind = (trial, packet, device, transmit) => {
  const tag = tagOf(device)
  const { joined } = device
  if (joined === null || joined === 'unknown') {
    pair(trial, packet, device, transmit)
    return
  }
  if (tag === null || packet.vlan !== null) {
    // A tag within a tag.
    unknown(trial, packet, device, transmit)
    return
  }
  packet.vlan = { ...tag }
  note(packet, { kind: 'vlan', space: device.space, detail: () => `tag ${tag.id} on ${joined.name}` })
  transmit(trial, packet, joined)
}

/**
 * Takes the tag off a frame for the device of that VLAN (vlan_do_receive, net/8021q/vlan_core.c).
 * @returns undefined without such a device, null when it has been dropped
 */
export const handleVlanFrame = (
  trial: Trial,
  packet: Packet,
  lower: Device,
  uppers: readonly Device[],
): Device | null | undefined => {
  const device = uppers.find((upper) => {
    const tag = upper.kind === 'vlan' ? tagOf(upper) : null
    return tag !== null && tag.id === packet.vlan?.id && tag.protocol === packet.vlan.protocol
  })
  if (device === undefined) return undefined
  const { space } = device
  if (!device.isUp) {
    lose(trial, { reason: 'device-down', space, packet, device, fact: () => `${deviceText(device)} is down` })
    return null
  }
  if (packet.packetType === 'otherhost' && packet.link?.destination === device.mac) packet.packetType = 'host'
  note(packet, { kind: 'vlan', space, detail: () => `tag ${packet.vlan?.id} of ${lower.name} to ${device.name}` })
  packet.vlan = null
  return device
}
