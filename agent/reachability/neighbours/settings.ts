import type { Device } from '../scene/device.ts'

type Ipv4Settings = NonNullable<NonNullable<NonNullable<Device['record']['protocols']>['ipv4']>['settings']>

/** An interface's own net.ipv4.conf settings; undefined for an interface without IPv4 (in_device). */
export const ipv4SettingsOf = (device: Device): Ipv4Settings | undefined => device.record.protocols?.ipv4?.settings

/** IN_DEV_MAXCONF, linux/inetdevice.h: the larger of `all` and the interface's own. */
export const largerSetting = (device: Device, name: string, own: number | undefined): number =>
  Math.max(device.space.sysctl(`net.ipv4.conf.all.${name}`) ?? 0, own ?? 0)

/** IN_DEV_ORCONF: either one. */
export const eitherSetting = (device: Device, name: string, own: number | undefined): boolean =>
  (own ?? 0) !== 0 || (device.space.sysctl(`net.ipv4.conf.all.${name}`) ?? 0) !== 0
