import type { Conntrack } from '../../../collectors/counters/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerMetric, type Metric } from '../metric.ts'

type Read = (table: Conntrack) => Count | undefined

/** Conntrack is there for every namespace, and does something only where a firewall or NAT asks for it. */
const isInUse = ({ entries, found, invalid, insertFailed, dropped, earlyDropped }: Conntrack): boolean =>
  [entries, found, invalid, insertFailed, dropped, earlyDropped].some((value) => value !== undefined && value > 0)

const where = 'once per network namespace; of containers only where connections were tracked'

const row = ({ name, type, help }: { name: string; type: 'gauge' | 'counter'; help: string }, read: Read): Metric =>
  containerMetric({
    name: `netloupe_conntrack_${name}`,
    type,
    help: `${help}, ${where}.`,
    value: ({ conntrack, container }) =>
      conntrack && (container === null || isInUse(conntrack)) ? read(conntrack) : undefined,
  })

/** Of containers only once it is not 0. */
const rare = (name: string, help: string, read: Read): Metric =>
  containerMetric({
    name: `netloupe_conntrack_${name}_total`,
    type: 'counter',
    help: `${help}, once per network namespace; of containers once there was one.`,
    value: ({ conntrack, container }) =>
      conntrack && (container === null ? read(conntrack) : read(conntrack) || undefined),
  })

const metrics = [
  row({ name: 'entries', type: 'gauge', help: 'Connections tracked' }, ({ entries }) => entries),
  row({ name: 'entries_limit', type: 'gauge', help: 'How many there may be' }, ({ limit }) => limit),
  row(
    { name: 'dropped_total', type: 'counter', help: 'Packets dropped because the table was full or an entry failed' },
    ({ dropped }) => dropped,
  ),
  rare('insert_failed', 'Entries that could not be made', ({ insertFailed }) => insertFailed),
  rare('early_dropped', 'Entries given up to make room', ({ earlyDropped }) => earlyDropped),
  rare('invalid', 'Packets that belong to no connection', ({ invalid }) => invalid),
]

export const conntrack: Group = {
  about: 'connection tracking: entries, limit, drops',
  on: true,
  reads: ['conntrack'],
  metrics,
}
