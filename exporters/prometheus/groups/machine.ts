import type { MachineFacts } from '../../../collectors/machine/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { type Metric, metric } from '../metric.ts'
import type { Scrape } from '../scrape.ts'

const fact = (name: string, help: string, read: (facts: MachineFacts) => Count): Metric =>
  metric({
    name: `machine_${name}`,
    type: 'gauge',
    help,
    labels: ['machine_id', 'system_uuid', 'boot_id'],
    rows: ({ usage }) => {
      const facts = usage?.machineFacts
      if (facts === undefined) return []
      const { machineId, systemUuid, bootId } = facts
      return [{ labels: { machine_id: machineId, system_uuid: systemUuid, boot_id: bootId }, value: read(facts) }]
    },
  })

const load = (minutes: number, read: 'one' | 'five' | 'fifteen'): Metric =>
  metric({
    name: `netloupe_host_load${minutes}`,
    type: 'gauge',
    help: `Load average of the host over ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
    labels: [],
    rows: ({ usage }) => {
      const value = usage?.machine?.load?.[read]
      return value === undefined ? [] : [{ labels: {}, value }]
    },
  })

const scrapeError = (name: string, help: string, failed: (scrape: Scrape) => boolean): Metric =>
  metric({
    name,
    type: 'gauge',
    help,
    labels: [],
    rows: (scrape) => [{ labels: {}, value: failed(scrape) ? 1 : 0 }],
  })

const metrics = [
  fact('cpu_cores', 'Logical processors.', ({ logicalCores }) => logicalCores),
  fact('cpu_physical_cores', 'Cores of all processors.', ({ physicalCores }) => physicalCores),
  fact('cpu_sockets', 'Sockets with a processor.', ({ sockets }) => sockets),
  fact('memory_bytes', 'Memory.', ({ memoryBytes }) => memoryBytes),
  fact('swap_bytes', 'Swap.', ({ swapBytes }) => swapBytes),
  load(1, 'one'),
  load(5, 'five'),
  load(15, 'fifteen'),
  metric({
    name: 'cadvisor_version_info',
    type: 'gauge',
    help: 'Versions of the kernel, the system, Docker and netloupe, for dashboards made for cAdvisor; always 1.',
    labels: ['kernelVersion', 'osVersion', 'dockerVersion', 'cadvisorVersion', 'cadvisorRevision'],
    rows: ({ snapshot: { host, engine, version } }) => [
      {
        labels: {
          kernelVersion: host?.kernel ?? '',
          osVersion: host?.os.name ?? '',
          dockerVersion: engine?.version ?? '',
          cadvisorVersion: `netloupe ${version}`,
        },
        value: 1,
      },
    ],
  }),
  scrapeError(
    'container_scrape_error',
    '1 if nothing could be counted of any container, else 0.',
    ({ usage }) => usage === null,
  ),
  scrapeError(
    'machine_scrape_error',
    '1 if nothing could be read of the machine, else 0.',
    ({ usage }) => usage?.machineFacts === undefined,
  ),
]

export const machine: Group = {
  about: 'processors, memory and load of the host, versions',
  on: true,
  reads: ['machine'],
  metrics,
}
