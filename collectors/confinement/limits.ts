import { type CgroupFiles, type LimitFiles, limitInForce } from './cgroup-files.ts'
import type { Confinement } from './record.ts'

/** Version 1 says "none" with the largest number of pages, in bytes just below 2^63 (include/linux/page_counter.h). */
const noLimit = 2 ** 62

/** `max` is of version 2, -1 of version 1. */
const limitOf = (text: string | undefined | null): number | null => {
  const value = Number((text ?? '').trim() || Number.NaN)
  return value >= 0 && value < noLimit ? value : null
}

const quotient = (quota: number | null, period: number | null): number | null =>
  quota === null || period === null || period === 0 ? null : quota / period

/** `8:0 rbps=1048576 wbps=max riops=max wiops=max`, or on version 1 `8:0 1048576`: a line a device. */
const throttled = (contents: readonly (string | null)[]): number | null => {
  const devices = new Set(
    contents.flatMap((content) => [...(content ?? '').matchAll(/^(\d+:\d+) .*$/gm)].map(([, device]) => device)),
  )
  return devices.size === 0 ? null : devices.size
}

/** Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/. */
const kinds = {
  memory: {
    controller: 'memory',
    version1: ['memory.limit_in_bytes'],
    version2: ['memory.max'],
    limit: ([bytes]) => limitOf(bytes),
  },
  pids: {
    controller: 'pids',
    version1: ['pids.max'],
    version2: ['pids.max'],
    limit: ([tasks]) => limitOf(tasks),
  },
  cpu: {
    controller: 'cpu',
    version1: ['cpu.cfs_quota_us', 'cpu.cfs_period_us'],
    version2: ['cpu.max'],
    limit: ([first, period]) => {
      const [quota, its = period] = (first ?? '').trim().split(' ')
      return quotient(limitOf(quota), limitOf(its))
    },
  },
  io: {
    controller: 'blkio',
    version1: ['read_bps', 'write_bps', 'read_iops', 'write_iops'].map((what) => `blkio.throttle.${what}_device`),
    version2: ['io.max'],
    limit: throttled,
  },
} as const satisfies { readonly [K in keyof Confinement['limits']]-?: LimitFiles }

/** The limits that bind a container; what cannot be read is absent. */
export const readLimits = (files: CgroupFiles): Confinement['limits'] =>
  Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, how]) => {
      const limit = limitInForce(files, how)
      return limit === null ? [] : [[kind, limit]]
    }),
  )
