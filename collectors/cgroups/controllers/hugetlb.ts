import { type Content, counted, limited } from '../content.ts'
import { keyed } from '../keyed.ts'
import type { CgroupDraft, CgroupFile, Controller } from './controller.ts'

type PageSizeDraft = NonNullable<CgroupDraft['hugetlb']>[number]

const file = (name: string, parse: (content: Content) => Partial<PageSizeDraft>): CgroupFile => ({
  name: `hugetlb.PAGESIZE.${name}`,
  read: (content, cgroup, pageSize) => {
    const fields = parse(content)
    cgroup.hugetlb ??= []
    const known = cgroup.hugetlb.find((entry) => entry.pageSize === pageSize)
    if (known === undefined) cgroup.hugetlb.push({ pageSize, ...fields })
    else Object.assign(known, fields)
  },
})

/** Documentation/admin-guide/cgroup-v1/hugetlb.rst; cgroup-v2.rst, "HugeTLB" (5.6). */
export const hugetlb: Controller = {
  part: 'hugetlb',
  version1: [
    {
      controller: 'hugetlb',
      files: [
        file('usage_in_bytes', counted('usageBytes')),
        file('max_usage_in_bytes', counted('peakBytes')),
        file('limit_in_bytes', limited('limitBytes')),
        file('failcnt', counted('limitHits')),
      ],
    },
  ],
  version2: [
    {
      controller: 'hugetlb',
      files: [
        file('current', counted('usageBytes')),
        file('max', limited('limitBytes')),
        file('events', keyed({ max: 'limitHits' })),
      ],
    },
  ],
}
