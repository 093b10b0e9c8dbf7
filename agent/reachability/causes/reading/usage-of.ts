import type { Cgroup } from '../../../../collectors/cgroups/record.ts'
import type { Container } from '../../../../collectors/containers/record.ts'
import type { ContainerProcesses } from '../../../../collectors/processes/record.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'

/** What the cgroup of a container counted; undefined where the snapshot has no counters. */
export const cgroupOf = ({ id }: Container, { usage }: Snapshot): Cgroup | undefined =>
  usage?.cgroups.find(({ container }) => container === id)

/** What its processes have. */
export const processesOf = ({ id }: Container, { usage }: Snapshot): ContainerProcesses | undefined =>
  usage?.processes.find(({ container }) => container === id)
