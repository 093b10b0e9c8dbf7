import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

export const isVrf = (device: Device): boolean => device.kind === 'vrf'

/** The VRF that a device is, or belongs to (l3mdev_master_dev_rcu, net/l3mdev). */
export const vrfOf = (device: Device): Device | null => {
  if (isVrf(device)) return device
  return device.master !== null && isVrf(device.master) ? device.master : null
}

/** Its number; 0 for none (l3mdev_master_ifindex_rcu). */
export const vrfIndexOf = (device: Device): number => vrfOf(device)?.ifindex ?? 0

/** The table of a VRF; null for another device (l3mdev_fib_table_rcu). */
export const tableOfVrf = (space: Space, ifindex: number): number | null => {
  const link = space.devices.get(ifindex)?.record.info?.link
  return link?.kind === 'vrf' ? (link.data?.table ?? null) : null
}
