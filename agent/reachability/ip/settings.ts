import type { Device } from '../scene/device.ts'
import type { Space } from '../scene/space.ts'

/** Whether what comes in there goes on (IN_DEV_FORWARD; `ip_forward` sets it for every device). */
export const forwardsIpv4 = (space: Space, device: Device): boolean => {
  const own = device.record.protocols?.ipv4?.settings?.forwarding
  return (own ?? space.sysctl('net.ipv4.ip_forward') ?? 0) !== 0
}

/** Of IPv6 the switch of all devices decides (ip6_forward; `force_forwarding` of one device, 6.17, is in no dump). */
export const forwardsIpv6 = (space: Space): boolean => (space.sysctl('net.ipv6.conf.all.forwarding') ?? 0) !== 0

export const hasIpv6Disabled = ({ record, space }: Device): boolean => {
  const settings = record.protocols?.ipv6
  // Without any settings IPv6 does not run there (the MTU is below 1280, or the kernel has none).
  if (settings === undefined && record.protocols !== undefined) return true
  return (settings?.settings?.disableIpv6 ?? space.sysctl('net.ipv6.conf.all.disable_ipv6') ?? 0) !== 0
}
