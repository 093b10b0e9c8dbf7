import { join } from 'node:path'
import { readNames, readText } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import { parseCount } from '../wire/count.ts'
import type { FoundFilesystem } from './filesystems.ts'
import type { Disk } from './record.ts'

/** One line of `/proc/diskstats` (Documentation/admin-guide/iostats.rst); discards came with 4.18. */
const diskOf = (line: string): Disk | null => {
  const [major, minor, device = '', ...fields] = line.trim().split(/ +/)
  const counts = fields.flatMap((field) => parseCount(field) ?? [])
  if (counts.length < 11 || counts.length < fields.length) return null
  const [reads = 0, readsMerged = 0, sectorsRead = 0, readMilliseconds = 0] = counts
  const [writes = 0, writesMerged = 0, sectorsWritten = 0, writeMilliseconds = 0] = counts.slice(4)
  const [inProgress = 0, ioMilliseconds = 0, weightedMilliseconds = 0] = counts.slice(8)
  const [discards, , sectorsDiscarded] = counts.slice(11)
  return {
    major: Number(major),
    minor: Number(minor),
    device,
    reads,
    readsMerged,
    sectorsRead,
    readMilliseconds,
    writes,
    writesMerged,
    sectorsWritten,
    writeMilliseconds,
    inProgress,
    ioMilliseconds,
    weightedMilliseconds,
    ...(discards === undefined ? {} : { discards }),
    ...(sectorsDiscarded === undefined ? {} : { sectorsDiscarded }),
  }
}

/** A device that nothing was ever done to: unused loop devices and RAM disks, an empty drive. Disks have at least been probed. */
const isUntouched = ({ reads, writes, discards = 0 }: Disk): boolean => reads === 0 && writes === 0 && discards === 0

/**
 * Whole disks (of any driver: sd, nvme, mmcblk, dm, md, …) and those partitions that carry one of the filesystems; what
 * was never used is left out. Where sysfs does not tell disks from partitions, all of them.
 */
export const readDisks = ({ proc, sys }: HostPaths, filesystems: readonly FoundFilesystem[]): readonly Disk[] => {
  const stats = readText(join(proc, 'diskstats'))
  if (stats.code !== undefined) return []
  const whole = readNames(join(sys, 'block'))
  const disks = stats.value.split('\n').flatMap((line) => diskOf(line) ?? [])
  const isWanted = (disk: Disk): boolean =>
    // A slash in a name is an exclamation mark in sysfs (`cciss!c0d0`).
    whole.code !== undefined || whole.value.includes(disk.device.replaceAll('/', '!')) || carries(disk, filesystems)
  return disks.filter((disk) => !isUntouched(disk) && isWanted(disk))
}

/** By number, or, for a filesystem that spreads over several devices, by name. */
const carries = ({ major, minor, device }: Disk, filesystems: readonly FoundFilesystem[]): boolean =>
  filesystems.some(
    (found) => (found.major === major && found.minor === minor) || found.filesystem.device === `/dev/${device}`,
  )
