import type { Disk, MachineUsage } from '../../collectors/machine/record.ts'

const disk = (values: Pick<Disk, 'device' | 'major' | 'minor'>): Disk => ({
  ...values,
  reads: 1001,
  readsMerged: 1002,
  sectorsRead: 1003,
  readMilliseconds: 1004,
  writes: 1005,
  writesMerged: 1006,
  sectorsWritten: 1007,
  writeMilliseconds: 1008,
  inProgress: 9,
  ioMilliseconds: 1010,
  weightedMilliseconds: 1011,
})

/** Counters of the whole machine, each with a value of its own. */
export const exampleMachine: MachineUsage = {
  cpu: {
    userNanoseconds: 5_000_000_000,
    niceNanoseconds: 1_000_000_000,
    systemNanoseconds: 2_000_000_000,
    idleNanoseconds: 90_000_000_000,
    iowaitNanoseconds: 40_000_000,
    irqNanoseconds: 400_000_000,
    softirqNanoseconds: 600_000_000,
    stealNanoseconds: 0,
  },
  memory: {
    totalBytes: 2 ** 33,
    freeBytes: 2 ** 32,
    availableBytes: 2 ** 32 + 1,
    buffersBytes: 100_001,
    cachedBytes: 2_000_002,
    anonBytes: 1_000_003,
    mappedBytes: 300_004,
    sharedBytes: 200_005,
    activeFileBytes: 900_006,
    inactiveFileBytes: 800_007,
    dirtyBytes: 10_008,
    writebackBytes: 10_009,
    slabBytes: 70_010,
    swapTotalBytes: 2 ** 31,
    swapFreeBytes: 2 ** 31 - 4096,
  },
  load: { one: 0.25, five: 0.5, fifteen: 0.75 },
  disks: [
    disk({ major: 8, minor: 0, device: 'sda' }),
    disk({ major: 8, minor: 1, device: 'sda1' }),
    disk({ major: 259, minor: 0, device: 'nvme0n1' }),
  ],
  filesystems: [
    {
      device: '/dev/sda1',
      mountPoint: '/',
      type: 'ext4',
      sizeBytes: 100_000_000,
      availableBytes: 50_000_000,
      freeBytes: 60_000_000,
      inodes: 1_000_000,
      freeInodes: 700_000,
    },
  ],
}
