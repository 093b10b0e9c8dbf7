import { remembered } from '../indexes/remembered.ts'
import type { AnsweredCause } from './answer.ts'
import type { Finding } from './causes/cause.ts'
import { explain } from './causes/explain.ts'
import type { Exchange } from './exchange/exchange.ts'
import { blackHolesOf } from './exchange/size.ts'
import { deviceKey } from './link/text.ts'
import type { Device } from './scene/device.ts'
import type { Scene } from './scene/scene.ts'

/**
 * What is wrong although it is reached: packets of full size that do not pass, in either direction. Only looked at where the
 * MTUs on the path differ: otherwise nothing can be too large.
 */
export const sizeWarnings = (finding: Omit<Finding, 'loss' | 'lostOn'>): AnsweredCause[] => {
  const { scene, exchange } = finding
  if (exchange === null || exchange.probe.protocol !== 'tcp' || !mayBeTooLarge(scene, exchange)) return []
  const found = new Map<string, AnsweredCause>()
  for (const { way, loss } of blackHolesOf(scene, exchange.probe) ?? []) {
    const cause = explain({ ...finding, loss, lostOn: way })
    if (cause !== null && !found.has(cause.id)) found.set(cause.id, cause)
  }
  return [...found.values()]
}

const devicesByKey = remembered((scene: Scene): ReadonlyMap<string, Device> => {
  const devices = [...scene.spaces()].flatMap((space) => [...space.devices.values()])
  return new Map(devices.map((device) => [deviceKey(device), device]))
})

/** Tunnels put their own headers before every packet. */
const wraps = ({ kind }: Device): boolean => kind === 'vxlan' || kind === 'ipip' || kind === 'gre' || kind === 'gretap'

const mayBeTooLarge = (scene: Scene, { request, reply }: Exchange): boolean => {
  const devices = devicesByKey(scene)
  let first: number | null = null
  for (const { object } of [...request, ...reply]) {
    const device = object === undefined ? undefined : devices.get(object())
    if (device === undefined || device.kind === 'loopback') continue
    if (wraps(device) || (first !== null && device.mtu !== first)) return true
    first = device.mtu
  }
  return false
}
