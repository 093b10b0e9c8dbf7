import { destinationOf, sourceOf } from '../../packet/fields.ts'
import { ETH_P_ARP } from '../../packet/packet.ts'
import { RT_SCOPE_LINK } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { LossReason } from '../../trial.ts'
import type { Finding } from '../cause.ts'
import { askedNeighbour } from './asked-neighbour.ts'
import { addressesOn, holdersOf } from './holders.ts'
import { liesOnAnother, otherEnd } from './segment.ts'

/** How a namespace is joined to the rest: its own interface, and the other end of it. */
export interface Leg {
  readonly inner: Device
  readonly outer: Device | null
}

/** What a broken link makes of a packet. */
const broken: ReadonlySet<LossReason> = new Set([
  'neighbour-failed',
  'no-carrier',
  'device-down',
  'bridge-down',
  'bridge-port-state',
  'bridge-no-flood',
])

/** The legs of both who speak and who should hear, where a broken link may be to blame; empty where it is not. */
export const legsOf = (finding: Finding): readonly Leg[] => {
  const { loss, scene, source, target } = finding
  if (loss === null || !broken.has(loss.reason)) return []
  const asked = askedNeighbour(finding)
  const ends =
    asked !== null || loss.packet.etherType === ETH_P_ARP
      ? []
      : [destinationOf(loss.packet), sourceOf(loss.packet)]
          .flatMap((address) => holdersOf(scene, address))
          .filter(({ device: { space } }) => space === source || space === target)
  const devices = [loss.device, asked?.meant?.device, ...ends.map(({ device }) => device)]
  const legs = new Map<Device, Leg>()
  for (const device of devices) {
    const leg = device === undefined ? null : legAt(device)
    if (leg !== null) legs.set(leg.inner, leg)
  }
  return [...legs.values()]
}

/** The end with addresses is the inner one. */
export const legAt = (device: Device): Leg | null => {
  if (device.kind === 'loopback' || device.kind === 'bridge') return null
  const far = otherEnd(device)
  if (far === null) return device.master === null || liesOnAnother(device) ? { inner: device, outer: null } : null
  const isInner = (one: Device): boolean =>
    one.master === null && addressesOn(one).some(({ scope }) => scope !== RT_SCOPE_LINK)
  if (isInner(device) || !isInner(far)) return device.master === null ? pair(device, far) : pair(far, device)
  return pair(far, device)
}

const pair = (inner: Device, outer: Device): Leg => ({ inner, outer })
