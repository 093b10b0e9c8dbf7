import type { CgroupMemory } from '../../collectors/cgroups/record.ts'
import { difference, sum } from '../../collectors/wire/count.ts'
import type { Count } from '../../collectors/wire/shape.ts'

/** What cannot be had back at once, as cAdvisor, the kubelet and `docker stats` reckon it: all but the inactive page cache. */
export const workingSet = ({ usageBytes, stat }: CgroupMemory): Count | undefined =>
  usageBytes === undefined || stat?.inactiveFileBytes === undefined
    ? undefined
    : difference(usageBytes, stat.inactiveFileBytes)

/**
 * How much memory and swap a cgroup may have together; undefined if that is not limited. Version 1 limits the sum, and
 * version 2 each by itself.
 */
export const memoryAndSwapLimit = (memory: CgroupMemory): Count | undefined => {
  const { memoryAndSwapLimitBytes, limitBytes, swapLimitBytes } = memory
  if (memoryAndSwapLimitBytes !== undefined) return memoryAndSwapLimitBytes
  return limitBytes === undefined || swapLimitBytes === undefined ? undefined : sum(limitBytes, swapLimitBytes)
}
