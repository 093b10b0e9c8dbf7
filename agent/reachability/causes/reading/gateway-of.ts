import { AF_INET, AF_INET6, RT_SCOPE_LINK } from '../../routing/constants.ts'
import type { Device } from '../../scene/device.ts'
import type { Scene } from '../../scene/scene.ts'
import { addressesOn } from './holders.ts'
import { segmentOf } from './segment.ts'

/** The gateway that an interface should use: what Docker gave it, or the address of the bridge that it belongs to. */
export const gatewayOf = (scene: Scene, device: Device, isIpv6: boolean): string | null => {
  const own = new Set(addressesOn(device).map(({ local, address }) => local ?? address))
  const endpoints = scene.containersOf(device.space.netns).flatMap((container) => container.endpoints)
  const endpoint = endpoints.find(({ ipv4, ipv6 }) => own.has(ipv4) || own.has(ipv6))
  const given = isIpv6 ? endpoint?.ipv6Gateway : endpoint?.gateway
  if (given !== undefined && given !== '') return given
  const bridge = segmentOf(device)
  if (bridge.kind !== 'bridge' || bridge === device) return null
  const found = addressesOn(bridge).find(
    ({ family, scope }) => family === (isIpv6 ? AF_INET6 : AF_INET) && scope !== RT_SCOPE_LINK,
  )
  return found?.local ?? found?.address ?? null
}

/** Interfaces of a namespace that join it to others, and are up. */
export const waysOut = (devices: Iterable<Device>): readonly Device[] =>
  [...devices].filter(
    (device) => device.kind !== 'loopback' && device.isUp && device.master === null && addressesOn(device).length > 0,
  )
