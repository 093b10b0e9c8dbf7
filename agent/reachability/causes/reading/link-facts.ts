import { deviceKey } from '../../link/text.ts'
import type { Device } from '../../scene/device.ts'
import type { Evidence } from '../cause.ts'
import { commandIn } from './command-in.ts'
import { shellWord } from './shell-word.ts'
import { interfaceWhere } from './where.ts'

/** As `ip link` shows it: `vb: <NO-CARRIER,UP> mtu 1500 master br0`. */
export const linkText = (device: Device): string => {
  const { name, mtu, master, isUp, hasCarrier, hasNoArp } = device
  const flags = [isUp && !hasCarrier && 'NO-CARRIER', hasNoArp && 'NOARP', isUp && 'UP', hasCarrier && 'LOWER_UP']
  const above = master === null ? '' : ` master ${master.name}`
  const state = isUp ? (hasCarrier ? '' : ' state LOWERLAYERDOWN') : ' state DOWN'
  return `${name}: <${flags.filter((flag) => flag !== false).join(',')}> mtu ${mtu}${above}${state}`
}

/** An interface as it is. */
export const linkEvidence = (device: Device, fact: string = linkText(device)): Evidence => ({
  where: interfaceWhere(device),
  fact,
  object: deviceKey(device),
})

/** `ip link set eth0 up`, where it has to be run. */
export const setLink = (device: Device, what: string): string =>
  commandIn(device.space, `ip link set ${shellWord(device.name)} ${what}`)
