import { copyOf } from '../../packet/copy.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Device } from '../../scene/device.ts'
import { lose, note, type Trial } from '../../trial.ts'
import { cross } from '../cross.ts'
import { isGroupAddress } from '../hardware-address.ts'
import { deviceKey, deviceText } from '../text.ts'
import { uppersOf } from '../uppers.ts'
import { giveTo, handUp } from './hand-up.ts'
import type { SendByKind } from './kind.ts'
import { pair } from './pair.ts'

const dataOf = ({ record }: Device) => {
  const info = record.info?.link
  return info?.kind === 'macvlan' || info?.kind === 'macvtap' ? info.data : undefined
}

const modeOf = (device: Device): string | number => dataOf(device)?.mode ?? 'vepa'

/** MACVLAN_FLAG_NODST, linux/if_link.h: it takes no frame by its destination. */
const NODST = 2

const isMacvlan = ({ kind }: Device): boolean => kind === 'macvlan' || kind === 'macvtap'
/** Only those that are up are in the table of the device below (macvlan_open). */
const siblingsOn = (trial: Trial, lower: Device): readonly Device[] =>
  uppersOf(trial.scene, lower).filter((device) => isMacvlan(device) && device.isUp)

const ownerOf = (devices: readonly Device[], mac: string): Device | undefined =>
  devices.find((device) => device.mac === mac && ((dataOf(device)?.flags ?? 0) & NODST) === 0)

/** Sends by the device below; among those in mode `bridge` it goes straight over (macvlan_queue_xmit, drivers/net/macvlan.c). */
export const macvlan: SendByKind = (trial, packet, device, transmit) => {
  const { joined, space } = device
  if (joined === null || joined === 'unknown') {
    pair(trial, packet, device, transmit)
    return
  }
  const destination = packet.link?.destination
  if (modeOf(device) === 'bridge' && destination !== undefined) {
    const siblings = siblingsOn(trial, joined)
    if (isGroupAddress(destination)) {
      for (const sibling of siblings)
        if (sibling !== device && modeOf(sibling) === 'bridge') cross(trial, copyOf(packet), device, sibling)
    } else {
      const owner = ownerOf(siblings, destination)
      if (owner !== undefined && modeOf(owner) === 'bridge') {
        // By way of the device below, whose handler gives it to the owner.
        cross(trial, packet, device, joined)
        return
      }
    }
  }
  note(packet, {
    kind: 'link',
    space,
    detail: () => `${device.name} to ${joined.name}`,
    object: () => deviceKey(joined),
  })
  transmit(trial, packet, joined)
}

const group = ['private', 'vepa', 'passthru', 'bridge']

/** Who gets a group's frame that comes from outside, or from one of the devices (macvlan_multicast_rx). */
const audienceOf = (source: Device | undefined): readonly (string | number)[] => {
  if (source === undefined) return group
  return modeOf(source) === 'vepa' ? ['vepa', 'bridge'] : ['vepa']
}

/**
 * Gives a frame that came in at the device below to those that lie on it (macvlan_handle_frame).
 * @returns the device that goes on with it (the lower one, too); null when it was consumed, undefined when no macvlan is there
 */
export const handleMacvlanFrame = (
  trial: Trial,
  packet: Packet,
  lower: Device,
  uppers: readonly Device[],
): Device | null | undefined => {
  if (!uppers.some(isMacvlan)) return undefined
  const { link } = packet
  if (packet.packetType === 'loopback' || link === null) return lower
  const siblings = siblingsOn(trial, lower)
  const source = ownerOf(siblings, link.source)
  const listening = siblings.filter(
    (device) => modeOf(device) === 'source' && dataOf(device)?.sourceAddresses?.includes(link.source) === true,
  )
  for (const device of listening) giveTo(trial, copyOf(packet), device)
  if (isGroupAddress(link.destination)) {
    if (source !== undefined && modeOf(source) !== 'vepa' && modeOf(source) !== 'bridge') {
      giveTo(trial, packet, source)
      return null
    }
    const modes = audienceOf(source)
    for (const device of siblings)
      if (device !== source && modes.includes(modeOf(device))) giveTo(trial, copyOf(packet), device)
    return lower
  }
  const passthru = siblings.find((device) => modeOf(device) === 'passthru')
  const owner = passthru ?? ownerOf(siblings, link.destination)
  if (owner === undefined || modeOf(owner) === 'source') {
    loseAsleep(trial, packet, lower, uppers)
    return lower
  }
  return handUp(packet, lower, owner)
}

/** A frame for a macvlan that is down would be taken for a stranger's. */
const loseAsleep = (trial: Trial, packet: Packet, lower: Device, uppers: readonly Device[]): void => {
  const asleep = uppers.find((device) => isMacvlan(device) && !device.isUp && device.mac === packet.link?.destination)
  if (asleep !== undefined)
    lose(trial, {
      reason: 'device-down',
      space: lower.space,
      packet,
      device: asleep,
      fact: () => `${deviceText(asleep)} is down`,
    })
}
