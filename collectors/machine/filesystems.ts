import { statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { leadsThroughRemote, type Mount, mayHang } from '../procfs/mounts.ts'
import { fsErrorCode } from '../procfs/read.ts'
import { countOf } from '../wire/count.ts'
import type { Filesystem } from './record.ts'

/** A filesystem, and the device number that mountinfo gives it. */
export interface FoundFilesystem {
  readonly major: number
  readonly minor: number
  readonly filesystem: Filesystem
}

/** They spread over several devices, and so have a device number without a device (major 0), another one for each subvolume. */
const spreadTypes: readonly string[] = ['btrfs', 'zfs', 'bcachefs']

/** Images, which are full by nature (snap packages, installation media). */
const imageTypes: readonly string[] = ['squashfs', 'iso9660', 'erofs', 'cramfs', 'romfs']

/** What containers have many of, and none of it a disk. An agent in a container sees its disk by the files bound into it. */
const containerTypes: readonly string[] = ['overlay', 'tmpfs', 'nsfs']

/** The types of mounts that `readFilesystems` needs to know of. */
export const isOfInterest = (type: string): boolean => !containerTypes.includes(type)

const isReal = (mount: Mount): boolean =>
  (mount.major !== 0 || spreadTypes.includes(mount.type)) && !imageTypes.includes(mount.type) && !mayHang(mount)

/** Mounts of one key are mounts of one filesystem: of a block device, or of a pool's dataset. */
const keyOf = ({ major, minor, type, source }: Mount): string =>
  spreadTypes.includes(type) ? `${type} ${source}` : `${major}:${minor}`

/** The whole filesystem rather than a directory of it, then the shorter path, then whatever is always the same. */
const better = (one: Mount, other: Mount): number =>
  Number(other.root === '/') - Number(one.root === '/') ||
  one.mountPoint.length - other.mountPoint.length ||
  (one.mountPoint < other.mountPoint ? -1 : 1)

/**
 * The mounts of each real filesystem, the best first: block devices and pools, each once however often it is mounted. None
 * in memory (tmpfs), none on which a call may hang, nor any that lies below such a one.
 */
export const filesystemMounts = (mounts: readonly Mount[]): readonly (readonly Mount[])[] => {
  const real = mounts.filter(isReal)
  const reachable = real.filter(({ mountPoint }) => !leadsThroughRemote(mounts, mountPoint))
  return [...Map.groupBy(reachable, keyOf).values()].map((group) => group.toSorted(better))
}

/** @param root where the host's root is mounted */
export const readFilesystems = (root: string, mounts: readonly Mount[]): readonly FoundFilesystem[] =>
  filesystemMounts(mounts).flatMap((group) => {
    for (const mount of group) {
      const found = statMount(root, mount)
      if (found !== null) return found
    }
    return []
  })

/** Null where another mount lies on top, or where the agent does not see this mount. */
const statMount = (root: string, mount: Mount): FoundFilesystem | null => {
  const { major, minor, source: device, mountPoint, type } = mount
  const path = join(root, mountPoint)
  try {
    if (!spreadTypes.includes(type) && statSync(path).dev !== deviceNumber(mount)) return null
    const { frsize, blocks, bfree, bavail, files, ffree, type: magic } = statfsSync(path, { bigint: true })
    if ((magic === btrfsMagic) !== (type === 'btrfs')) return null
    return {
      major,
      minor,
      filesystem: {
        device,
        mountPoint,
        type,
        sizeBytes: countOf(blocks * frsize),
        availableBytes: countOf(bavail * frsize),
        freeBytes: countOf(bfree * frsize),
        inodes: countOf(files),
        freeInodes: countOf(ffree),
      },
    }
  } catch (error) {
    fsErrorCode(error)
    return null
  }
}

/** BTRFS_SUPER_MAGIC, linux/magic.h */
const btrfsMagic = 0x9123683en

/** As stat(2) gives it (makedev(3)). */
const deviceNumber = ({ major, minor }: Mount): number =>
  (major & 0xfff) * 2 ** 8 +
  (minor & 0xff) +
  Math.floor(minor / 2 ** 8) * 2 ** 20 +
  Math.floor(major / 2 ** 12) * 2 ** 44
