import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

const ofDevice = (device: Device) => device.record.protocols?.ipv4?.settings

/** IN_DEV_RPFILTER (linux/inetdevice.h): the larger of `all` and the interface's. 0 off, 1 strict, 2 loose. */
export const rpFilterOf = (space: Space, device: Device): number =>
  Math.max(space.sysctl('net.ipv4.conf.all.rp_filter') ?? 0, ofDevice(device)?.rpFilter ?? 0)

/** IN_DEV_ACCEPT_LOCAL: either of them. */
export const acceptsLocal = (space: Space, device: Device): boolean =>
  isSet(space.sysctl('net.ipv4.conf.all.accept_local')) || isSet(ofDevice(device)?.acceptLocal)

/** IN_DEV_SRC_VMARK */
export const looksUpWithMark = (space: Space, device: Device): boolean =>
  isSet(space.sysctl('net.ipv4.conf.all.src_valid_mark')) || isSet(ofDevice(device)?.srcValidMark)

/** IN_DEV_ROUTE_LOCALNET */
export const routesLocalnet = (space: Space, device: Device): boolean =>
  isSet(space.sysctl('net.ipv4.conf.all.route_localnet')) || isSet(ofDevice(device)?.routeLocalnet)

export const ignoresLinkdown = (device: Device): boolean => isSet(ofDevice(device)?.ignoreRoutesWithLinkdown)

export const ignoresLinkdownIpv6 = (device: Device): boolean =>
  isSet(device.record.protocols?.ipv6?.settings?.ignoreRoutesWithLinkdown)

const isSet = (value: number | undefined): boolean => value !== undefined && value !== 0
