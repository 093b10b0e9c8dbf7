import type { CollectorName } from '../../collectors/index.ts'
import type { KernelReading } from '../../collectors/kernel.ts'

/** What counts or ages, and numbers of the hub that asked: two looks at one state differ in them. */
const volatile = new Set([
  'stats64',
  'ages',
  'lifetime',
  'cacheInfo',
  'timer',
  'timer4',
  'timer6',
  'fdbLearned',
  'mcastGroups',
  'topologyChange',
  'topologyChangeDetected',
  'linkNetnsid',
  'hubNumber',
  // A macvlan that comes up raises that of a veth below it, and nobody is told (`__dev_set_rx_mode`, net/core/dev.c).
  'promiscuity',
])

const steady = (key: string, value: unknown): unknown => {
  if (volatile.has(key)) return undefined
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // A record of one message has its fields in another order than one of a dump.
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The records of a reading as lines: kind, namespace, record. */
export const linesOf = (
  { records }: Pick<KernelReading, 'records'>,
  kinds: readonly CollectorName[],
  namespaces: ReadonlySet<string>,
): string[] =>
  kinds.flatMap((kind) =>
    (records[kind] as readonly { readonly netns: string }[])
      .filter(({ netns }) => namespaces.has(netns))
      .map((record) => `${kind} ${record.netns} ${JSON.stringify(record, steady)}`)
      .sort(),
  )
