import { join } from 'node:path'
import { memoryBytes } from '../procfs/meminfo.ts'
import { readText } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import type { MachineFacts } from './record.ts'
import { type Topology, topologyOfCpuinfo, topologyOfSysfs } from './topology.ts'

/** What does not change while the machine runs, unless processors or memory are plugged. Unreadable texts are empty. */
export const readMachineFacts = (paths: HostPaths): MachineFacts => {
  const { root, proc, sys } = paths
  const memory = memoryBytes(textOf(join(proc, 'meminfo')))
  return {
    machineId: firstOf([join(root, 'etc/machine-id'), join(root, 'var/lib/dbus/machine-id')]),
    // Machines without DMI tables may have a device tree instead (ARM, POWER).
    systemUuid: firstOf([
      join(sys, 'class/dmi/id/product_uuid'),
      join(proc, 'device-tree/system-id'),
      join(proc, 'device-tree/vm,uuid'),
    ]),
    bootId: textOf(join(proc, 'sys/kernel/random/boot_id')),
    ...topology(paths),
    memoryBytes: memory.get('MemTotal') ?? 0,
    swapBytes: memory.get('SwapTotal') ?? 0,
  }
}

const topology = ({ proc, sys }: HostPaths): Topology =>
  topologyOfSysfs(join(sys, 'devices/system/cpu')) ?? topologyOfCpuinfo(textOf(join(proc, 'cpuinfo')))

/** A trimmed file, empty where it cannot be read. Texts of a device tree end in NUL. */
const textOf = (path: string): string => {
  const content = readText(path)
  return content.code === undefined ? content.value.replaceAll('\0', '').trim() : ''
}

const firstOf = (paths: readonly string[]): string => {
  for (const path of paths) {
    const found = textOf(path)
    if (found !== '') return found
  }
  return ''
}
