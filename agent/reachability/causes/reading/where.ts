import type { Device } from '../../scene/device.ts'
import type { Space } from '../../scene/space.ts'
import type { Loss } from '../../trial.ts'
import type { Evidence } from '../cause.ts'

/** Where something stands: `netns 4026531840 (host)`. */
export const whereOf = ({ namespace, netns, title }: Space): string => `netns ${namespace?.inode ?? netns} (${title})`

/** `netns 4026531840 (host), eth0` */
export const interfaceWhere = (device: Device): string => `${whereOf(device.space)}, ${device.name}`

/** A fact of a namespace. */
export const spaceEvidence = (space: Space, fact: string): Evidence => ({
  where: whereOf(space),
  fact,
  object: space.key,
})

/** What was written down where a packet ended. */
export const lossEvidence = ({ space, fact }: Loss): Evidence => spaceEvidence(space, fact())
