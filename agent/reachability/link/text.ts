import { remembered } from '../../indexes/remembered.ts'
import type { Device } from '../scene/device.ts'

/** Key of a device in the graph. */
export const deviceKey = remembered(
  ({ space, ifindex }: Device): string => `if:${space.key.replace('netns:', '')}/${ifindex}`,
)

/** A device in words. */
export const deviceText = (device: Device): string => `${device.name} of ${device.space.title}`
