import { forgetConnection } from '../../netfilter/conntrack/hooks.ts'
import { copyOf } from '../../packet/copy.ts'
import { arpOf, destinationOf } from '../../packet/fields.ts'
import { ETH_P_ARP, ETH_P_IP, ETH_P_IPV6, type Packet } from '../../packet/packet.ts'
import { flowOf } from '../../routing/flow-of.ts'
import { lookupRoute } from '../../routing/lookup.ts'
import type { Device } from '../../scene/device.ts'
import { lose, note, type Trial } from '../../trial.ts'
import { cross } from '../cross.ts'
import { isGroupAddress } from '../hardware-address.ts'
import { deviceText } from '../text.ts'
import { uppersOf } from '../uppers.ts'
import { giveTo, handUp } from './hand-up.ts'
import type { SendByKind } from './kind.ts'
import { pair } from './pair.ts'

/** IPVLAN_F_*, linux/if_link.h */
const PRIVATE = 1
const VEPA = 2

const dataOf = ({ record }: Device) => {
  const info = record.info?.link
  return info?.kind === 'ipvlan' || info?.kind === 'ipvtap' ? info.data : undefined
}

const isIpvlan = ({ kind }: Device): boolean => kind === 'ipvlan' || kind === 'ipvtap'

/** Whose address a frame is for: the address within tells, as all have the hardware address of the device below (ipvlan_addr_lookup). */
const ownerOf = (packet: Packet, devices: readonly Device[]): Device | undefined => {
  const { etherType } = packet
  const wanted =
    etherType === ETH_P_ARP
      ? arpOf(packet)?.targetAddress
      : etherType === ETH_P_IP || etherType === ETH_P_IPV6
        ? destinationOf(packet)
        : undefined
  return devices.find(
    (device) =>
      isIpvlan(device) &&
      device.isUp &&
      device.space.addresses.some((own) => own.ifindex === device.ifindex && (own.local ?? own.address) === wanted),
  )
}

const loseAsPrivate = (trial: Trial, packet: Packet, device: Device): void =>
  lose(trial, {
    reason: 'macvlan-mode',
    space: device.space,
    packet,
    device,
    fact: () => `${deviceText(device)} is private: those on the same device may not speak to each other`,
  })

/** ipvlan_queue_xmit, drivers/net/ipvlan/ipvlan_core.c */
export const ipvlan: SendByKind = (trial, packet, device, transmit) => {
  const { joined } = device
  if (joined === null || joined === 'unknown') {
    pair(trial, packet, device, transmit)
    return
  }
  const { mode = 'l3', flags = 0 } = dataOf(device) ?? {}
  const siblings = uppersOf(trial.scene, joined)
  const isVepa = (flags & VEPA) !== 0
  const owner = isVepa ? undefined : ownerOf(packet, siblings)
  if (mode === 'l2') {
    const { link } = packet
    if (link !== null && isGroupAddress(link.destination)) {
      if (!isVepa)
        for (const sibling of siblings)
          if (sibling !== device && isIpvlan(sibling)) cross(trial, copyOf(packet), device, sibling)
    } else if (!isVepa && link?.destination === link?.source) {
      if (owner !== undefined && (flags & PRIVATE) !== 0) loseAsPrivate(trial, packet, device)
      else cross(trial, packet, device, owner ?? joined)
      return
    }
    transmit(trial, packet, joined)
    return
  }
  if (owner !== undefined) {
    if ((flags & PRIVATE) !== 0) loseAsPrivate(trial, packet, device)
    else cross(trial, packet, device, owner)
    return
  }
  if (packet.etherType === ETH_P_ARP) return
  // ipvlan_process_outbound: the namespace of the device below routes it as its own, by that device, whatever its source is.
  packet.link = null
  forgetConnection(packet)
  if (joined.space !== device.space) packet.mark = 0
  note(packet, { kind: 'link', space: joined.space, detail: () => `${device.name} to ${deviceText(joined)}` })
  const flow = { ...flowOf(packet, null), uid: 0, output: joined.ifindex, isBound: false, anySource: true }
  packet.route = lookupRoute(joined.space, flow, trial)
  trial.toSend.push({ space: joined.space, packet })
}

/**
 * ipvlan_handle_frame.
 * @returns the device that goes on with the frame
 */
export const handleIpvlanFrame = (trial: Trial, packet: Packet, lower: Device, uppers: readonly Device[]): Device => {
  const { link } = packet
  const first = uppers.find(isIpvlan)
  if (first === undefined || link === null) return lower
  if (isGroupAddress(link.destination)) {
    if (dataOf(first)?.mode === 'l2')
      for (const upper of uppers) if (isIpvlan(upper) && upper.isUp) giveTo(trial, copyOf(packet), upper)
    return lower
  }
  const owner = ownerOf(packet, uppers)
  if (owner === undefined) return lower
  return handUp(packet, lower, owner)
}
