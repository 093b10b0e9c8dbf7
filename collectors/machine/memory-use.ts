import { memoryBytes } from '../procfs/meminfo.ts'
import type { Count } from '../wire/shape.ts'
import type { MachineUsage } from './record.ts'

/** Null without a total. Kernels before 3.14 do not tell what is available. What else is missing is 0. */
export const memoryUse = (meminfo: string): NonNullable<MachineUsage['memory']> | null => {
  const bytes = memoryBytes(meminfo)
  const of = (name: string): Count => bytes.get(name) ?? 0
  const total = bytes.get('MemTotal')
  const available = bytes.get('MemAvailable')
  if (total === undefined) return null
  return {
    totalBytes: total,
    freeBytes: of('MemFree'),
    ...(available === undefined ? {} : { availableBytes: available }),
    buffersBytes: of('Buffers'),
    cachedBytes: of('Cached'),
    anonBytes: of('AnonPages'),
    mappedBytes: of('Mapped'),
    sharedBytes: of('Shmem'),
    activeFileBytes: of('Active(file)'),
    inactiveFileBytes: of('Inactive(file)'),
    dirtyBytes: of('Dirty'),
    writebackBytes: of('Writeback'),
    slabBytes: of('Slab'),
    swapTotalBytes: of('SwapTotal'),
    swapFreeBytes: of('SwapFree'),
  }
}
