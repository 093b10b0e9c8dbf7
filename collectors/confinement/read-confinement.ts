import type { CgroupMount } from '../cgroups/mounts.ts'
import { readCgroupMounts } from '../cgroups/mounts.ts'
import { cgroupOwners } from '../containers/cgroup-owner.ts'
import { cgroupPaths } from '../containers/cgroup-paths.ts'
import { readHostMounts } from '../procfs/mounts.ts'
import { readText } from '../procfs/read.ts'
import type { HostPaths } from '../procfs/root.ts'
import { readOwnFile1 } from './cgroup-files.ts'
import { readLimits } from './limits.ts'
import { type HostPathOf, hostPathFinder, readConfinedMounts } from './mounts.ts'
import { readProcess } from './read-process.ts'
import type { Confinement, HostConfinement, IdRange } from './record.ts'
import { parseStatus } from './status.ts'

/** A container that runs. */
export interface ConfinedContainer {
  readonly id: string
  /** The text of the cgroup file of one of its processes. */
  readonly cgroup: string
  /** All in its cgroup and below. */
  readonly pids: readonly number[]
}

/** Each takes about 60 µs, and nothing else runs meanwhile; of more it is known only that they are there. */
const mostProcesses = 256

/** What is the same for all containers of one look. */
export interface Surroundings {
  readonly proc: string
  readonly cgroupMounts: readonly CgroupMount[]
  readonly hostPathOf: HostPathOf
}

export const readSurroundings = (paths: HostPaths): Surroundings => ({
  proc: paths.proc,
  cgroupMounts: readCgroupMounts(paths),
  hostPathOf: hostPathFinder(readHostMounts(paths)),
})

/**
 * What confines the processes of a container. All is read of the kernel's files about them and their cgroups; the container's own
 * tree is not looked into.
 * @param first its first process
 * @returns null when none of its processes is there any more, or none may be looked into
 */
export const readConfinement = (
  { id, cgroup, pids }: ConfinedContainer,
  first: number,
  { proc, cgroupMounts, hostPathOf }: Surroundings,
): Confinement | null => {
  const ordered = [...pids].sort((one, other) => Number(other === first) - Number(one === first) || one - other)
  const isMember = (text: string): boolean => cgroupOwners(text).some((owner) => owner.id === id)
  const processes = ordered.slice(0, mostProcesses).flatMap((pid) => readProcess(proc, pid, isMember) ?? [])
  const [leader] = processes
  if (leader === undefined) return null
  const files = { mounts: cgroupMounts, paths: cgroupPaths(cgroup, id) }
  const mounts = readConfinedMounts(proc, leader.pid, hostPathOf)
  const devices = readOwnFile1(files, 'devices', 'devices.list')
  const oomControl = readOwnFile1(files, 'memory', 'memory.oom_control')
  return {
    container: id,
    processes,
    pids: ordered,
    uidMap: readIdMap(`${proc}/${leader.pid}/uid_map`),
    gidMap: readIdMap(`${proc}/${leader.pid}/gid_map`),
    ...(mounts === null ? {} : { mounts }),
    ...(devices === null ? {} : { devices: devices.split('\n').filter((line) => line !== '') }),
    limits: readLimits(files),
    ...(oomControl === null ? {} : { oomKillDisabled: /^oom_kill_disable 1$/m.test(oomControl) }),
  }
}

/** user_namespaces(7): `         0     100000      65536`, 340 lines at most. */
const readIdMap = (path: string): IdRange[] => {
  const map = readText(path)
  if (map.code !== undefined) return []
  return [...map.value.matchAll(/^ *(\d+) +(\d+) +(\d+)$/gm)].map(([, inside, outside, length]) => ({
    inside: Number(inside),
    outside: Number(outside),
    length: Number(length),
  }))
}

/** What confines the host's own first process; null where it may not be looked into. */
export const readHostConfinement = ({ proc, sys }: HostPaths): HostConfinement | null => {
  const status = readText(`${proc}/1/status`)
  const parsed = status.code === undefined ? parseStatus(status.value) : null
  const modules = readText(`${sys}/kernel/security/lsm`)
  if (parsed === null) return null
  return {
    capabilities: parsed.capabilities.bounding,
    ...(modules.code === undefined ? { securityModules: modules.value.trim().split(',') } : {}),
  }
}
