import { join } from 'node:path'
import { readHostMounts } from '../procfs/mounts.ts'
import { readText } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import { cpuTimes } from './cpu-times.ts'
import { readDisks } from './disks.ts'
import { isOfInterest, readFilesystems } from './filesystems.ts'
import { loadAverages } from './load-averages.ts'
import { memoryUse } from './memory-use.ts'
import type { MachineUsage } from './record.ts'

/**
 * The whole machine now. A file that cannot be read, or is of another form, leaves its part out.
 * @param wanted without `filesystems`, neither these are asked for nor the partitions that carry them
 */
export const readMachineUsage = (paths: HostPaths, wanted: { readonly filesystems: boolean }): MachineUsage => {
  const { proc } = paths
  const cpu = parsed(join(proc, 'stat'), cpuTimes)
  const memory = parsed(join(proc, 'meminfo'), memoryUse)
  const load = parsed(join(proc, 'loadavg'), loadAverages)
  const filesystems = wanted.filesystems ? readFilesystems(paths.root, readHostMounts(paths, isOfInterest)) : []
  return {
    ...(cpu === null ? {} : { cpu }),
    ...(memory === null ? {} : { memory }),
    ...(load === null ? {} : { load }),
    disks: readDisks(paths, filesystems),
    filesystems: filesystems.map(({ filesystem }) => filesystem),
  }
}

const parsed = <T>(path: string, parse: (text: string) => T | null): T | null => {
  const text = readText(path)
  return text.code === undefined ? parse(text.value) : null
}
