import type { IoDevice } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import { deviceLabel } from '../device-label.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric, type Sample } from '../metric.ts'

type Read = (device: IoDevice) => Count | undefined

const row = ({ name, help, places }: { name: string; help: string; places?: number }, read: Read): Metric =>
  containerTable({
    name,
    type: 'counter',
    help,
    ...(places !== undefined && { places }),
    labels: ['device'],
    each: ({ cgroup }) => {
      const found: Sample<'device'>[] = []
      for (const device of cgroup?.io ?? []) {
        const value = read(device)
        if (value !== undefined) found.push({ labels: { device: deviceLabel(device) }, value })
      }
      return found
    },
  })

const fs = (name: string, help: string, read: Read): Metric =>
  row({ name: `container_fs_${name}_total`, help: `${help}, by device; of the host by its disks.` }, read)

/** Of the controller io.cost. */
const cost = (name: string, help: string, read: Read): Metric =>
  row({ name: `container_fs_io_cost_${name}_seconds_total`, help, places: 6 }, read)

const metrics = [
  fs('reads_bytes', 'Bytes read', ({ readBytes }) => readBytes),
  fs('writes_bytes', 'Bytes written', ({ writeBytes }) => writeBytes),
  fs('reads', 'Read operations', ({ readOperations }) => readOperations),
  fs('writes', 'Write operations', ({ writeOperations }) => writeOperations),
  containerTable({
    name: 'container_blkio_device_usage_total',
    type: 'counter',
    help: 'Bytes read and written, by device and operation.',
    labels: ['device', 'major', 'minor', 'operation'],
    each: ({ cgroup }) => {
      const found: Sample<'device' | 'major' | 'minor' | 'operation'>[] = []
      for (const io of cgroup?.io ?? []) {
        const { major, minor, readBytes, writeBytes } = io
        const device = deviceLabel(io)
        if (readBytes !== undefined)
          found.push({ labels: { device, major, minor, operation: 'Read' }, value: readBytes })
        if (writeBytes !== undefined)
          found.push({ labels: { device, major, minor, operation: 'Write' }, value: writeBytes })
      }
      return found
    },
  }),
  cost('usage', 'What the work of a device cost it.', ({ costUsageMicroseconds }) => costUsageMicroseconds),
  cost('wait', 'Time spent waiting for the share of a device.', ({ costWaitMicroseconds }) => costWaitMicroseconds),
  cost('indebt', 'Time in debt to a device.', ({ costIndebtMicroseconds }) => costIndebtMicroseconds),
  cost('indelay', 'Time held back to pay debts.', ({ costIndelayMicroseconds }) => costIndelayMicroseconds),
  row(
    {
      name: 'netloupe_container_io_discard_bytes_total',
      help: 'Bytes discarded (trimmed), of devices on which there were some.',
    },
    ({ discardBytes }) => discardBytes || undefined,
  ),
  row(
    {
      name: 'netloupe_container_io_discard_operations_total',
      help: 'Discards, of devices on which there were some.',
    },
    ({ discardOperations }) => discardOperations || undefined,
  ),
]

export const io: Group = { about: 'reads and writes of block devices', on: true, reads: ['io', 'machine'], metrics }
