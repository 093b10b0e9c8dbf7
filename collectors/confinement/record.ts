import {
  decimal,
  dictionary,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  optional,
  record,
  text,
} from '../wire/shape.ts'

/** Sets of capabilities as the kernel writes them: hexadecimal, bit N is capability N (linux/capability.h). */
const capabilitySetsShape = record({
  inheritable: text,
  permitted: text,
  effective: text,
  bounding: text,
  /** Since 4.3. */
  ambient: text,
})

/** What one process may do, as `/proc/PID` tells it. */
const confinedProcessShape = record({
  pid: integer,
  /** Clock ticks since boot: with the pid it names one process, ever. */
  startTicks: integer,
  /** Name of the process as the kernel keeps it (15 bytes, chosen by the process itself). */
  command: text,
  /** Effective ids, in the user namespace of the host. */
  uid: integer,
  gid: integer,
  capabilities: capabilitySetsShape,
  /** 0 none, 1 strict, 2 a filter (linux/seccomp.h); absent in a kernel without it. */
  seccomp: optional(integer),
  noNewPrivileges: optional(flag),
  /** Of AppArmor or SELinux; absent where no such module is active, or it does not tell. */
  label: optional(text),
  /** -1000 to 1000; the higher, the sooner it is killed when memory is short. */
  oomScoreAdjustment: optional(integer),
  /** Inodes of its namespaces by kind; absent when they could not be read. */
  namespaces: optional(dictionary(integer)),
})
export type ConfinedProcess = Infer<typeof confinedProcessShape>

/** A line of `/proc/PID/uid_map`: so many ids, from which one inside and outside. */
const idRangeShape = record({ inside: integer, outside: integer, length: integer })
export type IdRange = Infer<typeof idRangeShape>

/** A line of `/proc/PID/mountinfo` (proc_pid_mountinfo(5)). */
const confinedMountShape = record({
  /** `major:minor`: the same filesystem has the same one in every mount namespace. */
  device: text,
  /** The directory of the filesystem that is mounted. */
  root: text,
  mountPoint: text,
  type: text,
  source: text,
  /** Neither the mount nor the filesystem is read-only. */
  writable: flag,
  /** Mounts below it are propagated to other mount namespaces (`shared:N`). */
  shared: flag,
  /** Where the host has the same directory; absent: nowhere. */
  hostPath: optional(text),
})
export type ConfinedMount = Infer<typeof confinedMountShape>

/** A limit of a controller: the tightest of the cgroup and those above it. */
const limitShape = record({
  /** Null: nothing is limited. */
  limit: nullable(decimal),
  /** The cgroup whose limit it is, or the container's own. */
  cgroup: text,
})
export type LimitInForce = Infer<typeof limitShape>

/** What confines the processes of one container, as the kernel has it. */
export const confinementShape = record({
  container: text,
  /** The first process first; not all where there are very many. */
  processes: list(confinedProcessShape),
  /** All in its cgroup and below. */
  pids: list(integer),
  uidMap: list(idRangeShape),
  gidMap: list(idRangeShape),
  /** Of the first process, in the kernel's order: of two on one mount point the later is on top. Absent: not known. */
  mounts: optional(list(confinedMountShape)),
  /** Version 1 only (`devices.list`: `c 1:5 rwm`); on version 2 a BPF program decides, and no file tells what. */
  devices: optional(list(text)),
  /** Each absent where it is not known. */
  limits: record({
    /** Bytes. */
    memory: optional(limitShape),
    /** Threads. */
    pids: optional(limitShape),
    /** Processors. */
    cpu: optional(limitShape),
    /** How many block devices are throttled. */
    io: optional(limitShape),
  }),
  /** Version 1 only: when its memory is used up, its processes wait instead of being killed. */
  oomKillDisabled: optional(flag),
})
export type Confinement = Infer<typeof confinementShape>

/** What confines nobody: the host, for comparison. */
export const hostConfinementShape = record({
  /** Bounding set of process 1: more than that no process can have. */
  capabilities: text,
  /** Security modules that are active (`/sys/kernel/security/lsm`); absent where it cannot be read. */
  securityModules: optional(list(text)),
})
export type HostConfinement = Infer<typeof hostConfinementShape>
