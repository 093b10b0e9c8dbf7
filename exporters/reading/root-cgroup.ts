import type { Cgroup, CgroupCpu, CgroupMemory, IoDevice } from '../../collectors/cgroups/record.ts'
import type { MachineUsage } from '../../collectors/machine/record.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import { difference, sum, times } from '../../collectors/wire/count.ts'
import { wholeDisks } from './whole-disks.ts'

/** Of /proc/diskstats, whatever the device uses (Documentation/block/stat.rst). */
const sectorBytes = 512

/**
 * The root of the host as if it were a cgroup like others. The root cgroup of version 2 has few files, and that of version 1
 * has no limits and counts only a part of the disks' work: what is missing comes from the machine's own counters.
 */
export const rootCgroup = ({ cgroups, machine, machineFacts }: Usage): Cgroup => {
  const found = cgroups.find(({ container }) => container === undefined)
  const { cpu, memory, io: _, ...others } = found ?? {}
  const limits = machineFacts && { limitBytes: machineFacts.memoryBytes, swapLimitBytes: machineFacts.swapBytes }
  return {
    path: '/',
    ...others,
    ...((cpu ?? machine?.cpu) && { cpu: { ...machineCpu(machine?.cpu), ...cpu } }),
    ...((memory ?? machine?.memory) && { memory: { ...completed(memory, machine?.memory), ...limits } }),
    ...(machine && { io: wholeDisks(machine.disks).map(ioOf) }),
  }
}

/** Counted as the kernel does for the root cgroup (kernel/cgroup/rstat.c, root_cgroup_cputime()). */
const machineCpu = (cpu: MachineUsage['cpu']): CgroupCpu => {
  if (cpu === undefined) return {}
  const userNanoseconds = sum(cpu.userNanoseconds, cpu.niceNanoseconds)
  const systemNanoseconds = [cpu.systemNanoseconds, cpu.irqNanoseconds, cpu.softirqNanoseconds].reduce(sum)
  return { usageNanoseconds: sum(userNanoseconds, systemNanoseconds), userNanoseconds, systemNanoseconds }
}

const completed = (memory: CgroupMemory | undefined, machine: MachineUsage['memory']): CgroupMemory => {
  const stat = { ...(machine && machineStat(machine)), ...memory?.stat }
  const { anonBytes, fileBytes } = stat
  return {
    ...(anonBytes !== undefined && fileBytes !== undefined && { usageBytes: sum(anonBytes, fileBytes) }),
    ...(machine && { swapBytes: difference(machine.swapTotalBytes, machine.swapFreeBytes) }),
    ...memory,
    stat,
  }
}

/** The page cache of a cgroup is `Cached` and `Buffers` of /proc/meminfo (fs/proc/meminfo.c). */
const machineStat = (memory: NonNullable<MachineUsage['memory']>): NonNullable<CgroupMemory['stat']> => ({
  anonBytes: memory.anonBytes,
  fileBytes: sum(memory.cachedBytes, memory.buffersBytes),
  mappedFileBytes: memory.mappedBytes,
  sharedBytes: memory.sharedBytes,
  activeFileBytes: memory.activeFileBytes,
  inactiveFileBytes: memory.inactiveFileBytes,
  dirtyFileBytes: memory.dirtyBytes,
  writebackFileBytes: memory.writebackBytes,
})

const ioOf = (disk: MachineUsage['disks'][number]): IoDevice => ({
  major: disk.major,
  minor: disk.minor,
  device: disk.device,
  readBytes: times(disk.sectorsRead, sectorBytes),
  writeBytes: times(disk.sectorsWritten, sectorBytes),
  readOperations: disk.reads,
  writeOperations: disk.writes,
  ...(disk.discards !== undefined && { discardOperations: disk.discards }),
  ...(disk.sectorsDiscarded !== undefined && { discardBytes: times(disk.sectorsDiscarded, sectorBytes) }),
})
