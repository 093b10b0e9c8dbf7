import type { Disk } from '../../../collectors/machine/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { wholeDisks } from '../../reading/whole-disks.ts'
import { deviceLabel } from '../device-label.ts'
import type { Group } from '../group.ts'
import { type Metric, metric } from '../metric.ts'

/** The host is one of the containers in the names of cAdvisor, the one with this id. */
const id = '/'

const row = (
  definition: { name: string; help: string; type?: 'gauge'; places?: number },
  read: (disk: Disk) => Count,
): Metric =>
  metric({
    type: 'counter',
    ...definition,
    name: `container_fs_${definition.name}`,
    help: `${definition.help}, by disk of the host; the kernel does not count it by container.`,
    labels: ['id', 'device'],
    rows: ({ usage }) =>
      wholeDisks(usage?.machine?.disks ?? []).map((disk) => ({
        labels: { id, device: deviceLabel(disk) },
        value: read(disk),
      })),
  })

/** The kernel counts milliseconds. */
const seconds = (name: string, help: string, read: (disk: Disk) => Count): Metric =>
  row({ name: `${name}_seconds_total`, help, places: 3 }, read)

const metrics = [
  row({ name: 'sector_reads_total', help: 'Sectors of 512 bytes read' }, ({ sectorsRead }) => sectorsRead),
  row({ name: 'sector_writes_total', help: 'Sectors of 512 bytes written' }, ({ sectorsWritten }) => sectorsWritten),
  row({ name: 'reads_merged_total', help: 'Reads joined to others' }, ({ readsMerged }) => readsMerged),
  row({ name: 'writes_merged_total', help: 'Writes joined to others' }, ({ writesMerged }) => writesMerged),
  seconds('read', 'Time that reads took, added up', ({ readMilliseconds }) => readMilliseconds),
  seconds('write', 'Time that writes took, added up', ({ writeMilliseconds }) => writeMilliseconds),
  row({ name: 'io_current', type: 'gauge', help: 'Operations under way' }, ({ inProgress }) => inProgress),
  seconds('io_time', 'Time in which there was work', ({ ioMilliseconds }) => ioMilliseconds),
  seconds('io_time_weighted', 'Time in which there was work, times operations', (disk) => disk.weightedMilliseconds),
]

export const disks: Group = { about: 'work of the disks of the host', on: true, reads: ['machine'], metrics }
