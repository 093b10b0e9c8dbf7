import type { Filesystem } from '../../../collectors/machine/record.ts'
import { difference, sum } from '../../../collectors/wire/count.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric, type Sample } from '../metric.ts'
import type { Subject } from '../subject.ts'

/** Filesystems of the host, and of a container the one that holds its writable layer. */
const row = (name: string, help: string, read: (filesystem: Filesystem) => Count): Metric =>
  containerTable({
    name: `container_fs_${name}`,
    type: 'gauge',
    help: `${help}; of containers, where their sizes are measured, of the filesystem that holds what they write.`,
    labels: ['device'],
    each: (subject) => samplesOf(subject, read),
  })

const samplesOf = ({ container, size, view }: Subject, read: (filesystem: Filesystem) => Count): Sample<'device'>[] => {
  const all = view.usage?.machine?.filesystems ?? []
  const own = container === null ? all : all.filter(({ device }) => device === size?.device)
  return own.map((filesystem) => ({ labels: { device: filesystem.device }, value: read(filesystem) }))
}

const metrics = [
  containerTable({
    name: 'container_fs_usage_bytes',
    type: 'gauge',
    help:
      'Bytes in use, by filesystem of the host; of containers, where their sizes are measured, what they and their ' +
      'logs take.',
    labels: ['device'],
    each: (subject) => {
      const { container, size } = subject
      if (container === null) return samplesOf(subject, ({ sizeBytes, freeBytes }) => difference(sizeBytes, freeBytes))
      return size ? [{ labels: { device: size.device }, value: sum(size.writableBytes, size.logBytes ?? 0) }] : []
    },
  }),
  row('limit_bytes', 'Bytes that a filesystem holds', ({ sizeBytes }) => sizeBytes),
  row('inodes_total', 'Inodes that a filesystem holds', ({ inodes }) => inodes),
  row('inodes_free', 'Inodes that are free', ({ freeInodes }) => freeInodes),
]

export const filesystems: Group = {
  about: 'how full the filesystems of the host are',
  on: true,
  reads: ['filesystems'],
  metrics,
}
