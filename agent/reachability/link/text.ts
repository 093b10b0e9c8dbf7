import type { Device } from '../scene/device.ts'

/** Key of a device in the graph. */
export const deviceKey = (device: Device): string => `if:${device.space.key.replace('netns:', '')}/${device.ifindex}`

/** A device in words. */
export const deviceText = (device: Device): string => `${device.name} of ${device.space.title}`
