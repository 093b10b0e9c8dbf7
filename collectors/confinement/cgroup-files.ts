import { dirname } from 'node:path'
import { type CgroupMount, placeIn } from '../cgroups/mounts.ts'
import { readBeginning } from '../procfs/read.ts'
import type { LimitInForce } from './record.ts'

/** Bytes: a list of devices has a line of some twenty for each. */
const longest = 64 * 1024

/** The files of one container's cgroups, of either version. */
export interface CgroupFiles {
  readonly mounts: readonly CgroupMount[]
  /** Where its own cgroup is, by controller; that on version 2 under the empty name. */
  readonly paths: ReadonlyMap<string, string>
}

/** A controller's hierarchy: version 1 where it is mounted there, else version 2. */
interface Hierarchy {
  readonly version: 1 | 2
  readonly mounts: readonly CgroupMount[]
  readonly path: string
}

const hierarchyOf = ({ mounts, paths }: CgroupFiles, controller: string): Hierarchy | null => {
  const first = mounts.filter(({ version, options }) => version === 1 && options.has(controller))
  const version = first.length > 0 ? 1 : 2
  const path = paths.get(version === 1 ? controller : '')
  if (path === undefined) return null
  return { version, path, mounts: version === 1 ? first : mounts.filter((mount) => mount.version === 2) }
}

const readIn = ({ mounts }: Hierarchy, path: string, name: string): string | null => {
  for (const mount of mounts) {
    const folder = placeIn(mount, path)
    const content = folder === null ? null : readBeginning(`${folder}/${name}`, longest)
    if (content !== null && content.code === undefined) return content.value
  }
  return null
}

/** A file of the container's own cgroup on version 1; null where there is none. */
export const readOwnFile1 = (files: CgroupFiles, controller: string, name: string): string | null => {
  const hierarchy = hierarchyOf(files, controller)
  return hierarchy?.version === 1 ? readIn(hierarchy, hierarchy.path, name) : null
}

/** How a controller says what is limited in one cgroup. */
export interface LimitFiles {
  readonly controller: string
  readonly version1: readonly string[]
  readonly version2: readonly string[]
  /** By the contents of these files, null for one that is not there; null: nothing is limited. */
  readonly limit: (contents: readonly (string | null)[]) => number | null
}

/**
 * The tightest limit of the container's cgroup and all above it: a cgroup can never have more than those above.
 * Null where not even its own can be read.
 */
export const limitInForce = (files: CgroupFiles, { controller, ...how }: LimitFiles): LimitInForce | null => {
  const hierarchy = hierarchyOf(files, controller)
  if (hierarchy === null) return null
  const names = hierarchy.version === 1 ? how.version1 : how.version2
  let found: LimitInForce | null = null
  for (const cgroup of upwards(hierarchy.path)) {
    const contents = names.map((name) => readIn(hierarchy, cgroup, name))
    if (contents.every((content) => content === null)) continue
    const limit = how.limit(contents)
    found ??= { limit: null, cgroup: hierarchy.path }
    if (limit !== null && (found.limit === null || limit < found.limit)) found = { limit, cgroup }
  }
  return found
}

/** `/a/b`, `/a`, `/` */
const upwards = (path: string): readonly string[] => (path === '/' ? ['/'] : [path, ...upwards(dirname(path))])
