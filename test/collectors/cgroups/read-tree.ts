import { CgroupReader } from '../../../collectors/cgroups/reader.ts'
import { type CgroupPart, cgroupParts } from '../../../collectors/cgroups/record.ts'
import { cgroupPaths } from '../../../collectors/containers/cgroup-paths.ts'
import { hostPaths } from '../../../collectors/procfs/root.ts'

export interface Told {
  readonly kind: string
  readonly message: string
  readonly about: string | undefined
}

/** A reader below a folder, and what it reports. */
export const openReader = (
  root: string,
  parts: readonly CgroupPart[] = cgroupParts,
  descriptors?: number,
): { reader: CgroupReader; told: Told[] } => {
  const told: Told[] = []
  const reader = new CgroupReader({
    paths: hostPaths(root),
    parts: new Set(parts),
    ownPaths: cgroupPaths,
    report: (kind, message, about) => told.push({ kind, message, about }),
    ...(descriptors === undefined ? {} : { descriptors }),
  })
  return { reader, told }
}
