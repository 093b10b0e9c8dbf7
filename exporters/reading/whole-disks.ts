import type { Disk } from '../../collectors/machine/record.ts'

/**
 * Without the partitions of disks that are in the list too, whose work would be counted twice. A partition is named for its
 * disk and a number, with a `p` between if the disk's own name ends in a digit (block/genhd.c, disk_name()).
 */
export const wholeDisks = (disks: readonly Disk[]): readonly Disk[] => {
  const names = new Set(disks.map(({ device }) => device))
  return disks.filter(({ device }) => {
    const whole = /^(.*\d)p\d+$/.exec(device)?.[1] ?? /^(.*\D)\d+$/.exec(device)?.[1]
    return whole === undefined || !names.has(whole)
  })
}
