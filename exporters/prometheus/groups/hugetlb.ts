import type { Cgroup } from '../../../collectors/cgroups/record.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerTable, type Metric } from '../metric.ts'
import { samples } from '../samples.ts'

type Pages = NonNullable<Cgroup['hugetlb']>[number]

const row = (
  { name, type, help }: { name: string; type: 'gauge' | 'counter'; help: string },
  read: (pages: Pages) => Count | undefined,
): Metric =>
  containerTable({
    name: `container_hugetlb_${name}`,
    type,
    help: `${help}, by size of page.`,
    labels: ['pagesize'],
    each: ({ cgroup }) =>
      samples((cgroup?.hugetlb ?? []).map((pages) => [{ pagesize: pages.pageSize }, read(pages)] as const)),
  })

const metrics = [
  row({ name: 'usage_bytes', type: 'gauge', help: 'Huge pages in use' }, ({ usageBytes }) => usageBytes),
  row({ name: 'max_usage_bytes', type: 'gauge', help: 'The most ever in use (v1 only)' }, ({ peakBytes }) => peakBytes),
  row({ name: 'failcnt', type: 'counter', help: 'How often the limit was reached' }, ({ limitHits }) => limitHits),
]

export const hugetlb: Group = { about: 'huge pages', on: false, reads: ['hugetlb'], metrics }
