import type { Group } from '../group.ts'
import { agent } from './agent.ts'
import { bridges } from './bridges.ts'
import { conntrack } from './conntrack.ts'
import { containers } from './containers.ts'
import { cpu } from './cpu.ts'
import { cpuset } from './cpuset.ts'
import { disks } from './disks.ts'
import { filesystems } from './filesystems.ts'
import { freezer } from './freezer.ts'
import { hostend } from './hostend.ts'
import { hugetlb } from './hugetlb.ts'
import { io } from './io.ts'
import { isolation } from './isolation.ts'
import { limits } from './limits.ts'
import { machine } from './machine.ts'
import { memory } from './memory.ts'
import { misc } from './misc-controller.ts'
import { namespaces } from './namespaces.ts'
import { netstat } from './netstat.ts'
import { network } from './network.ts'
import { oom } from './oom.ts'
import { pids } from './pids.ts'
import { ports } from './ports.ts'
import { pressure } from './pressure.ts'
import { processes } from './processes.ts'
import { rdma } from './rdma.ts'
import { rules } from './rules.ts'
import { sizes } from './sizes.ts'
import { tasks } from './tasks.ts'
import { tcp } from './tcp.ts'
import { udp } from './udp.ts'
import { veth } from './veth.ts'

/** Every group of metrics, in the order of the exposition, by the name that switches it. A file and a word each. */
export const groups = {
  agent,
  machine,
  disks,
  filesystems,
  containers,
  namespaces,
  limits,
  cpu,
  memory,
  oom,
  io,
  pids,
  pressure,
  cpuset,
  hugetlb,
  rdma,
  misc,
  freezer,
  processes,
  tasks,
  sizes,
  network,
  hostend,
  netstat,
  conntrack,
  tcp,
  udp,
  ports,
  rules,
  isolation,
  bridges,
  veth,
} as const satisfies { readonly [name: string]: Group }

export type GroupName = keyof typeof groups
export const groupNames = Object.keys(groups) as GroupName[]
export const isGroup = (word: string): word is GroupName => Object.hasOwn(groups, word)
