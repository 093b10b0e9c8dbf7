import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'

/** Where something stands: `netns 4026531840 (host)`. */
export const whereOf = ({ namespace, netns, title }: Space): string => `netns ${namespace?.inode ?? netns} (${title})`

/** `netns 4026531840 (host), eth0` */
export const interfaceWhere = (device: Device): string => `${whereOf(device.space)}, ${device.name}`
