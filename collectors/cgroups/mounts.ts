import { join } from 'node:path'
import { type Mount, parseMounts, readHostMounts } from '../procfs/mounts.ts'
import { readText } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'

/** One mount of a cgroup hierarchy, under a path that can be opened from here. */
export interface CgroupMount {
  readonly version: 1 | 2
  /** On version 1 the controllers are among them, beside `rw`, `name=systemd` and the like. */
  readonly options: ReadonlySet<string>
  /** Which cgroup is at the mount point: `/`, or the one that was bind-mounted, as in a container. */
  readonly root: string
  readonly mountPoint: string
}

const cgroupMount = ({ type, options, root, mountPoint }: Mount, prefix: string): CgroupMount[] => {
  if (type !== 'cgroup' && type !== 'cgroup2') return []
  const version = type === 'cgroup' ? 1 : 2
  return [{ version, options: new Set(options.split(',')), root, mountPoint: join(prefix, mountPoint) }]
}

/** The cgroup hierarchies that the host has mounted, and those that the agent sees itself; the widest view of each first. */
export const readCgroupMounts = (paths: HostPaths): readonly CgroupMount[] => {
  const own = readText(join(paths.proc, 'self/mountinfo'))
  const mounts = [
    ...readHostMounts(paths).flatMap((mount) => cgroupMount(mount, paths.root)),
    ...(own.code === undefined ? parseMounts(own.value).flatMap((mount) => cgroupMount(mount, '/')) : []),
  ]
  return mounts.toSorted((one, other) => one.root.length - other.root.length)
}

/** Where a cgroup is below a mount point; null for one that the mount does not show. Both paths are as /proc has them. */
export const placeIn = ({ root, mountPoint }: CgroupMount, path: string): string | null => {
  const above = root === '/' ? '' : root
  if (path !== above && !path.startsWith(`${above}/`)) return null
  const below = path.slice(above.length)
  // `/../ID` is beside the cgroup namespace of the agent (cgroup_namespaces(7)), not above its mount point.
  return below.split('/').includes('..') ? null : join(mountPoint, below)
}
