import type { Group } from '../group.ts'
import { containerTable } from '../metric.ts'
import { samples } from '../samples.ts'

const metrics = [
  containerTable({
    name: 'netloupe_container_rdma_handles',
    type: 'gauge',
    help: 'Handles of host channel adapters in use.',
    labels: ['device'],
    each: ({ cgroup }) => samples((cgroup?.rdma ?? []).map(({ device, handles }) => [{ device }, handles] as const)),
  }),
  containerTable({
    name: 'netloupe_container_rdma_objects',
    type: 'gauge',
    help: 'Objects of host channel adapters in use.',
    labels: ['device'],
    each: ({ cgroup }) => samples((cgroup?.rdma ?? []).map(({ device, objects }) => [{ device }, objects] as const)),
  }),
]

export const rdma: Group = { about: 'use of RDMA devices', on: false, reads: ['rdma'], metrics }
