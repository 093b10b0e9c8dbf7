import type { Controller } from './controller.ts'
import { cpu } from './cpu.ts'
import { cpuset } from './cpuset.ts'
import { freezer } from './freezer.ts'
import { hugetlb } from './hugetlb.ts'
import { io } from './io.ts'
import { memory } from './memory.ts'
import { miscResources } from './misc-resources.ts'
import { pids } from './pids.ts'
import { pressure } from './pressure.ts'
import { rdma } from './rdma.ts'

/** Every part of a cgroup's record, and the files it is read from. */
export const controllers: readonly Controller[] = [
  cpu,
  memory,
  io,
  pids,
  pressure,
  cpuset,
  hugetlb,
  rdma,
  miscResources,
  freezer,
]
