import { readNames, readText } from '../procfs/read.ts'

/** Processors that are online. */
export interface Topology {
  readonly logicalCores: number
  readonly physicalCores: number
  readonly sockets: number
}

/**
 * From `/sys/devices/system/cpu/cpuN/topology` (Documentation/admin-guide/cputopology.rst). The threads of one core name the
 * same siblings; a core id would not do, since it repeats in each package and die. Null where sysfs does not tell.
 * @param folder `/sys/devices/system/cpu`
 */
export const topologyOfSysfs = (folder: string): Topology | null => {
  const names = readNames(folder)
  if (names.code !== undefined) return null
  const cores = new Set<string>()
  const packages = new Set<string>()
  let logicalCores = 0
  for (const name of names.value) {
    if (!/^cpu\d+$/.test(name)) continue
    // A processor that is offline has no topology.
    const siblings = readText(`${folder}/${name}/topology/thread_siblings_list`)
    const socket = readText(`${folder}/${name}/topology/physical_package_id`)
    if (siblings.code !== undefined || socket.code !== undefined) continue
    logicalCores += 1
    cores.add(siblings.value)
    packages.add(socket.value)
  }
  return logicalCores === 0 ? null : { logicalCores, physicalCores: cores.size, sockets: packages.size }
}

/** From `/proc/cpuinfo`, which names package and core on x86 alone: elsewhere every processor counts as a core of one socket. */
export const topologyOfCpuinfo = (cpuinfo: string): Topology => {
  const processors = cpuinfo.split('\n\n').filter((block) => /^processor\s*:/m.test(block))
  const field = (block: string, name: string): string | undefined =>
    new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(block)?.[1]
  const cores = new Set<string>()
  const packages = new Set<string>()
  for (const [index, block] of processors.entries()) {
    const socket = field(block, 'physical id') ?? '0'
    cores.add(`${socket} ${field(block, 'core id') ?? `processor ${index}`}`)
    packages.add(socket)
  }
  return { logicalCores: processors.length, physicalCores: cores.size, sockets: packages.size }
}
