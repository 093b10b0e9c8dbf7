import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import { commandIn } from './command-in.ts'
import { shellWord } from './shell-word.ts'

/** `net.ipv4.conf.eth0.rp_filter`; a dot in the name of an interface is written as a slash (sysctl(8)). */
export const deviceSetting = ({ name }: Device, family: 'ipv4' | 'ipv6', setting: string): string =>
  `net.${family}.conf.${name.replaceAll('.', '/')}.${setting}`

/** The command that sets a setting of a namespace. */
export const setSysctl = (space: Space, setting: string, value: number): string =>
  commandIn(space, `sysctl -w ${shellWord(`${setting}=${value}`)}`)
