import { count, decimal, type Infer, integer, list, optional, record, text } from '../wire/shape.ts'

/** One mounted filesystem of the host (statfs(2)). */
export const filesystemShape = record({
  /** As mountinfo has it: `/dev/sda1`, `tmpfs`. */
  device: text,
  mountPoint: text,
  type: text,
  sizeBytes: count,
  /** For everyone. */
  availableBytes: count,
  /** With what is kept for root. */
  freeBytes: count,
  inodes: count,
  freeInodes: count,
})

/** One block device of `/proc/diskstats` (Documentation/admin-guide/iostats.rst). */
export const diskShape = record({
  major: integer,
  minor: integer,
  /** Its name below `/dev`. */
  device: text,
  reads: count,
  readsMerged: count,
  sectorsRead: count,
  readMilliseconds: count,
  writes: count,
  writesMerged: count,
  sectorsWritten: count,
  writeMilliseconds: count,
  inProgress: count,
  ioMilliseconds: count,
  weightedMilliseconds: count,
  discards: optional(count),
  sectorsDiscarded: optional(count),
})

/** The whole machine at one moment: `/proc/stat`, `/proc/meminfo`, `/proc/loadavg`, `/proc/diskstats`, statfs. */
export const machineUsageShape = record({
  /** Since boot, all processors together. Guest time is part of user time. */
  cpu: optional(
    record({
      userNanoseconds: count,
      niceNanoseconds: count,
      systemNanoseconds: count,
      idleNanoseconds: count,
      iowaitNanoseconds: count,
      irqNanoseconds: count,
      softirqNanoseconds: count,
      stealNanoseconds: count,
    }),
  ),
  memory: optional(
    record({
      totalBytes: count,
      freeBytes: count,
      availableBytes: optional(count),
      buffersBytes: count,
      cachedBytes: count,
      anonBytes: count,
      mappedBytes: count,
      sharedBytes: count,
      activeFileBytes: count,
      inactiveFileBytes: count,
      dirtyBytes: count,
      writebackBytes: count,
      slabBytes: count,
      swapTotalBytes: count,
      swapFreeBytes: count,
    }),
  ),
  load: optional(record({ one: decimal, five: decimal, fifteen: decimal })),
  disks: list(diskShape),
  filesystems: list(filesystemShape),
})

/** What does not change while the machine runs, for `machine_*`. */
export const machineFactsShape = record({
  /** `/etc/machine-id`; empty where there is none. */
  machineId: text,
  /** DMI product UUID, or what the device tree has for it; empty where unreadable. */
  systemUuid: text,
  bootId: text,
  /** Those online, in each count. */
  logicalCores: integer,
  physicalCores: integer,
  sockets: integer,
  memoryBytes: count,
  swapBytes: count,
})

export type MachineUsage = Infer<typeof machineUsageShape>
export type MachineFacts = Infer<typeof machineFactsShape>
export type Filesystem = Infer<typeof filesystemShape>
export type Disk = Infer<typeof diskShape>
