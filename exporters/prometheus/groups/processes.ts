import type { Group } from '../group.ts'
import { containerMetric, containerTable } from '../metric.ts'

const softLimit = { ulimit: 'max_open_files' } as const

const metrics = [
  containerMetric({
    name: 'container_processes',
    type: 'gauge',
    help: 'Processes, those in cgroups below included.',
    value: ({ processes }) => processes?.processes,
  }),
  containerMetric({
    name: 'container_file_descriptors',
    type: 'gauge',
    help: 'Open files of all processes.',
    value: ({ processes }) => processes?.openFiles,
  }),
  containerMetric({
    name: 'container_sockets',
    type: 'gauge',
    help: 'Open files that are sockets.',
    value: ({ processes }) => processes?.openSockets,
  }),
  containerTable({
    name: 'container_ulimits_soft',
    type: 'gauge',
    help: 'Soft limit of open files of the first process, only where there is one.',
    labels: ['ulimit'],
    each: ({ processes }) => {
      const value = processes?.openFilesLimit
      return value === undefined ? [] : [{ labels: softLimit, value }]
    },
  }),
]

export const processes: Group = {
  about: 'processes, open files and sockets',
  on: false,
  reads: ['processes', 'openFiles'],
  metrics,
}
