import { count, decimal, type Infer, integer, list, nullable, optional, record, text } from '../wire/shape.ts'

/** What a container has written below its root, and its log; measured in the background, so with the moment of measuring. */
export const containerSizeShape = record({
  container: text,
  /** ISO 8601. */
  measuredAt: text,
  /** Device of the filesystem that holds the layer, as mountinfo has it; empty where that is not known. */
  device: text,
  /** What its layer takes on disk, directories included; a file with several names counts once. Volumes are not in it. */
  writableBytes: count,
  inodes: integer,
  /** What its log and the rotated ones take on disk; absent for log drivers without a file that Docker names. */
  logBytes: optional(count),
})

export const volumeSizeShape = record({
  /** Its name; for a volume without one that a user gave, 64 hexadecimal digits. */
  volume: text,
  measuredAt: text,
  /** As for a container. */
  device: text,
  bytes: count,
  inodes: integer,
  /** Names of the containers that mount it. */
  containers: list(text),
})

export const sizesShape = record({
  containers: list(containerSizeShape),
  volumes: list(volumeSizeShape),
  /** How long the last whole round took; null before the first is done. */
  roundSeconds: nullable(decimal),
})

export type Sizes = Infer<typeof sizesShape>
export type ContainerSize = Infer<typeof containerSizeShape>
export type VolumeSize = Infer<typeof volumeSizeShape>
