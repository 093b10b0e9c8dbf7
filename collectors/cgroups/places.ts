import type { CgroupFile, Controller, Source } from './controllers/controller.ts'
import { controllers } from './controllers/index.ts'
import type { CgroupMount } from './mounts.ts'
import type { CgroupPart } from './record.ts'

/** Files of one controller, in the hierarchy where this host has it. */
export interface Place {
  readonly version: 1 | 2
  /** As lines of `/proc/PID/cgroup` name it: the controller on version 1, nothing on version 2. */
  readonly hierarchy: string
  readonly mounts: readonly CgroupMount[]
  readonly files: readonly CgroupFile[]
  /** Names of the files that this kernel was found not to have, in the root cgroup and in others. */
  readonly missingAtRoot: Set<string>
  readonly missing: Set<string>
}

const mountsOf = (mounts: readonly CgroupMount[], controller: string): readonly CgroupMount[] =>
  mounts.filter(({ version, options }) => version === 1 && options.has(controller))

const expanded = (files: readonly CgroupFile[], pageSizes: readonly string[]): readonly CgroupFile[] =>
  files.flatMap((file) => {
    if (!file.name.includes('PAGESIZE')) return [file]
    return pageSizes.map(
      (pageSize): CgroupFile => ({
        name: file.name.replace('PAGESIZE', pageSize),
        read: (content, cgroup) => file.read(content, cgroup, pageSize),
      }),
    )
  })

const placesOf = (
  { version1, version2 }: Controller,
  all: readonly CgroupMount[],
  pageSizes: readonly string[],
): readonly Place[] => {
  const place = (version: 1 | 2, { controller, files }: Source): Place => ({
    version,
    hierarchy: version === 1 ? controller : '',
    mounts: version === 1 ? mountsOf(all, controller) : all.filter((mount) => mount.version === 2),
    files: expanded(files, pageSizes),
    missingAtRoot: new Set(),
    missing: new Set(),
  })
  const onVersion1 = version1.map((source) => place(1, source)).filter(({ mounts }) => mounts.length > 0)
  return onVersion1.length > 0 ? onVersion1 : version2.map((source) => place(2, source))
}

/** Where to read what is wanted: each part from the hierarchy that has its controller, and the rest from version 2. */
export const findPlaces = (
  parts: ReadonlySet<CgroupPart>,
  mounts: readonly CgroupMount[],
  pageSizes: readonly string[],
): readonly Place[] =>
  controllers
    .filter(({ part }) => parts.has(part))
    .flatMap((controller) => placesOf(controller, mounts, pageSizes))
    .filter((place) => place.mounts.length > 0 && place.files.length > 0)
