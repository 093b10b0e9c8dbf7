import type { ContainerSize, VolumeSize } from '../../../collectors/sizes/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerMetric, type Metric, metric } from '../metric.ts'

const ofContainer = (name: string, help: string, read: (size: ContainerSize) => Count | undefined): Metric =>
  containerMetric({
    name: `netloupe_container_${name}`,
    type: 'gauge',
    help,
    value: ({ size }) => size && read(size),
  })

const ofVolume = (name: string, help: string, read: (size: VolumeSize) => Count): Metric =>
  metric({
    name: `netloupe_volume_${name}`,
    type: 'gauge',
    help,
    labels: ['volume'],
    rows: ({ usage }) =>
      (usage?.sizes?.volumes ?? []).map((size) => ({ labels: { volume: size.volume }, value: read(size) })),
  })

const measured = ({ measuredAt }: { readonly measuredAt: string }): number => Date.parse(measuredAt) / 1000

const metrics = [
  ofContainer('writable_layer_bytes', 'What a container has written, volumes aside.', (size) => size.writableBytes),
  ofContainer('writable_layer_inodes', 'Files and directories that it has written.', ({ inodes }) => inodes),
  ofContainer(
    'log_bytes',
    'Its log and the rotated ones, where the engine keeps them in files.',
    ({ logBytes }) => logBytes,
  ),
  ofContainer('size_measured_time_seconds', 'When these sizes were measured, in Unix time.', measured),
  ofVolume('size_bytes', 'What a volume holds.', ({ bytes }) => bytes),
  ofVolume('inodes', 'Files and directories in a volume.', ({ inodes }) => inodes),
  ofVolume('size_measured_time_seconds', 'When its size was measured, in Unix time.', measured),
]

export const sizes: Group = {
  about: 'what containers have written, logs and volumes, measured in the background',
  on: false,
  reads: ['sizes', 'filesystems'],
  metrics,
}
