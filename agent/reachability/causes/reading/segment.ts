import type { Device } from '../../scene/device.ts'

const isDevice = (joined: Device['joined']): joined is Device => joined !== null && joined !== 'unknown'

/** The other end of a pair; null for what is no end, or where the other is not known. */
export const otherEnd = ({ kind, joined }: Device): Device | null =>
  (kind === 'veth' || kind === 'netkit') && isDevice(joined) ? joined : null

/** Kinds that lie on another device and speak by it to the same neighbours. */
const lying: ReadonlySet<string> = new Set(['macvlan', 'macvtap', 'ipvlan', 'ipvtap'])

export const liesOnAnother = ({ kind }: Device): boolean => lying.has(kind)

/** The device below a macvlan, ipvlan or VLAN. */
export const lowerOf = (device: Device): Device | null =>
  (liesOnAnother(device) || device.kind === 'vlan') && isDevice(device.joined) ? device.joined : null

/**
 * What stands for the link that a device is on: the bridge, or one end of the pair; the device itself where it is alone.
 * Devices with the same one hear each other, if nothing is broken.
 */
export const segmentOf = (device: Device): Device => {
  if (device.kind === 'bridge') return device
  const { master } = device
  if (master !== null && master.kind !== 'vrf') return segmentOf(master)
  const lower = liesOnAnother(device) ? lowerOf(device) : null
  if (lower !== null) return segmentOf(lower)
  const far = otherEnd(device)
  if (far === null) return device
  if (far.master !== null && far.master.kind !== 'vrf') return segmentOf(far.master)
  return isFirst(device, far) ? device : far
}

/** Whether two devices hear each other. */
export const isOnOneLink = (one: Device, other: Device): boolean => segmentOf(one) === segmentOf(other)

const isFirst = (one: Device, other: Device): boolean =>
  one.space === other.space ? one.ifindex < other.ifindex : one.space.netns < other.space.netns

/** The port by which a bridge reaches a device: the other end of its pair, or the one that it lies on. */
export const portTo = (device: Device, bridge: Device): Device | null => {
  const near = liesOnAnother(device) ? (lowerOf(device) ?? device) : device
  if (near.master === bridge) return near
  const far = otherEnd(near)
  return far?.master === bridge ? far : null
}
