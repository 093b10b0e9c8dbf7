import { expect, test } from 'vitest'
import { viewOf } from '../../../agent/live/view.ts'
import type { Cgroup } from '../../../collectors/cgroups/record.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { exampleSnapshot, ids } from '../example-snapshot.ts'
import { blankUsage, exampleUsage } from '../example-usage.ts'
import { exampleOf, scrapeText, valuesOf } from './scrape-text.ts'

/** What is said of one container whose cgroup has these figures. */
const sayOf = async (cgroup: Partial<Cgroup>): Promise<(metric: string, ...words: readonly string[]) => string[]> => {
  const usage: Usage = { ...blankUsage, cgroups: [{ container: ids.web, path: '/web', ...cgroup }] }
  const text = await scrapeText(viewOf({ ...exampleSnapshot, usage }))
  return (metric, ...words) => valuesOf(text, metric, 'name="web"', ...words)
}

test('the working set is the use without the inactive page cache, 0 at least, and unknown if one of them is', async () => {
  const of = async (memory: NonNullable<Cgroup['memory']>): Promise<string[]> =>
    (await sayOf({ memory }))('container_memory_working_set_bytes')
  expect(await of({ usageBytes: 100, stat: { inactiveFileBytes: 30 } })).toEqual(['70'])
  expect(await of({ usageBytes: 100, stat: { inactiveFileBytes: 130 } })).toEqual(['0'])
  expect(await of({ usageBytes: 2n ** 60n + 7n, stat: { inactiveFileBytes: 2 } })).toEqual(['1152921504606846981'])
  expect(await of({ usageBytes: 100, stat: {} })).toEqual([])
  expect(await of({ stat: { inactiveFileBytes: 30 } })).toEqual([])
})

test('a limit of memory and swap means both together on either version; 0 is none', async () => {
  const of = async (memory: NonNullable<Cgroup['memory']>): Promise<string[]> =>
    (await sayOf({ memory }))('container_spec_memory_swap_limit_bytes')
  expect(await of({ memoryAndSwapLimitBytes: 300, limitBytes: 100 })).toEqual(['300'])
  expect(await of({ swapLimitBytes: 200, limitBytes: 100 })).toEqual(['300'])
  expect(await of({ swapLimitBytes: 0, limitBytes: 100 })).toEqual(['100'])
  expect(await of({ limitBytes: 100 })).toEqual(['0'])
  expect(await of({ swapLimitBytes: 100 })).toEqual(['0'])
})

test('no limit is 0 where dashboards divide by it, and nothing where the file could not be read at all', async () => {
  const unlimited = await sayOf({ memory: { usageBytes: 1 } })
  const unread = await sayOf({ cpu: {} })
  for (const name of ['limit', 'swap_limit', 'reservation_limit']) {
    expect(unlimited(`container_spec_memory_${name}_bytes`)).toEqual(['0'])
    expect(unread(`container_spec_memory_${name}_bytes`)).toEqual([])
  }
})

test('quota, period and throttling are said of containers with a quota only', async () => {
  const counted = { periods: 1, throttledPeriods: 2, throttledNanoseconds: 3_500_000_000, periodMicroseconds: 100_000 }
  const free = await sayOf({ cpu: counted })
  const bound = await sayOf({ cpu: { ...counted, quotaMicroseconds: 50_000 } })
  const expected = {
    container_spec_cpu_quota: '50000',
    container_spec_cpu_period: '100000',
    container_cpu_cfs_periods_total: '1',
    container_cpu_cfs_throttled_periods_total: '2',
    container_cpu_cfs_throttled_seconds_total: '3.5',
  }
  for (const [name, value] of Object.entries(expected)) {
    expect(free(name)).toEqual([])
    expect(bound(name)).toEqual([value])
  }
  expect(bound('container_cpu_cfs_burst_periods_total')).toEqual([])
})

test('shares are those of version 1, or as Docker was told; a weight says when a cgroup only gets what is left', async () => {
  const told = 'container_spec_cpu_shares'
  expect((await sayOf({ cpu: { shares: 512 } }))(told)).toEqual(['512'])
  expect((await sayOf({ cpu: { weight: 79 } }))(told)).toEqual(['2048'])
  expect((await sayOf({ cpu: { weight: 79 } }))('netloupe_container_cpu_weight')).toEqual(['79'])
  expect((await sayOf({ cpu: { weight: 79, idle: true } }))('netloupe_container_cpu_weight')).toEqual(['0'])
  const text = await scrapeText(exampleOf(2))
  expect(valuesOf(text, told, 'name="exporter"')).toEqual([])
})

test('a processor’s nanoseconds and a disk’s bytes keep all their digits', async () => {
  const text = await scrapeText(exampleOf(2))
  expect(valuesOf(text, 'container_cpu_usage_seconds_total', 'name="web"')).toEqual(['1152921504.606846977'])
  expect(valuesOf(text, 'container_fs_reads_bytes_total', 'name="web"', '/dev/sda')).toEqual(['9223372036854775809'])
  expect(valuesOf(text, 'container_network_receive_bytes_total', 'id="/"', 'eth0')).toEqual(['1152921504606846979'])
  expect(valuesOf(text, 'netloupe_network_tcp_retransmitted_segments_total', 'id="/"')).toEqual(['9007199254740993'])
})

test('a device without a name is told by its numbers, and mistaken for no other', async () => {
  const text = await scrapeText(exampleOf(2))
  expect(valuesOf(text, 'container_fs_writes_bytes_total', 'name="web"', 'device="/dev/block/253:7"')).toEqual(['212'])
  expect(
    valuesOf(text, 'container_blkio_device_usage_total', 'device="/dev/block/253:7",major="253",minor="7"').length,
  ).toBe(2)
})

test('what could not be read of one container is missing of that one alone, and never 0', async () => {
  const names = async (usage: Usage): Promise<(name: string) => Set<string>> => {
    const text = await scrapeText(viewOf({ ...exampleSnapshot, usage }))
    return (container) =>
      new Set(
        text
          .split('\n')
          .filter((line) => line.includes(`name="${container}"`))
          .map((line) => line.replace(/\{.*/, '')),
      )
  }
  const whole = await names(exampleUsage(2))
  const broken = exampleUsage(2).cgroups.map((cgroup) =>
    cgroup.container === ids.sidecar
      ? { container: ids.sidecar, path: '/', memory: { stat: {} }, io: [{ major: 1, minor: 2, device: 'x' }] }
      : cgroup,
  )
  const partly = await names({ ...exampleUsage(2), cgroups: broken })
  expect(partly('web')).toEqual(whole('web'))
  expect(partly('exporter')).toEqual(whole('exporter'))
  const left = [...partly('sidecar')].filter((name) =>
    /_(memory|cpu|fs|blkio|pressure|threads|oom_events)_?/.test(name),
  )
  // Limits that are not set, and what was measured elsewhere.
  expect(left.filter((name) => !name.startsWith('container_spec_memory_'))).toEqual(['container_fs_usage_bytes'])
})

test('with nothing counted yet, containers and their state are there all the same', async () => {
  const { usage: _, ...snapshot } = exampleSnapshot
  const text = await scrapeText(viewOf(snapshot))
  expect(valuesOf(text, 'netloupe_container_state').length).toBe(4)
  expect(valuesOf(text, 'container_last_seen').length).toBe(4)
  expect(text).not.toMatch(/^container_(memory|cpu|fs|network)/m)
})

test('what a container did is said while it runs; of one that stopped how it ended', async () => {
  const text = await scrapeText(exampleOf(2))
  const old = (metric: string): string[] => valuesOf(text, metric, 'name="old"')
  expect(old('container_last_seen')).toEqual([])
  expect(old('container_start_time_seconds')).toEqual([])
  expect(old('netloupe_container_exit_code')).toEqual(['137'])
  expect(old('netloupe_container_oom_killed')).toEqual(['1'])
  expect(old('netloupe_container_finished_time_seconds')).toEqual(['1767312000'])
  expect(valuesOf(text, 'netloupe_container_exit_code', 'name="web"')).toEqual([])
  expect(valuesOf(text, 'container_last_seen', 'name="web"')).toEqual(['1767323046.789'])
  expect(valuesOf(text, 'container_start_time_seconds', 'name="web"')).toEqual(['1767225601.123'])
  expect(valuesOf(text, 'container_health_state', 'name="web"')).toEqual(['0'])
  expect(valuesOf(text, 'container_health_state', 'name="sidecar"')).toEqual(['-1'])
  expect(valuesOf(text, 'netloupe_container_health_status')).toEqual(['1'])
})

test('of a container that no engine told of, nothing is made up', async () => {
  const containers = exampleSnapshot.containers.map((container) => ({ ...container, state: 'unknown' as const }))
  const text = await scrapeText(exampleOf(2, { containers }))
  expect(text).not.toMatch(/container_(health_state|exit_code|restarts_total|oom_killed)\{/)
  expect(valuesOf(text, 'container_memory_usage_bytes', 'name="web"')).toEqual(['1000000'])
})

test('namespaces that containers share, with each other or with the host', async () => {
  const containers = exampleSnapshot.containers.map((container) =>
    container.name === 'sidecar' ? { ...container, namespaces: { net: 4026532301, ipc: 120 } } : container,
  )
  const shared = (await scrapeText(exampleOf(2, { containers })))
    .split('\n')
    .filter((line) => line.startsWith('netloupe_shared_namespace_containers{'))
  expect(shared).toEqual([
    'netloupe_shared_namespace_containers{kind="net",inode="4026531840",host="true"} 1',
    'netloupe_shared_namespace_containers{kind="net",inode="4026532301",host="false"} 2',
    'netloupe_shared_namespace_containers{kind="user",inode="16",host="true"} 2',
  ])
})

test('connection tracking of a container is there where something was tracked', async () => {
  const text = await scrapeText(exampleOf(2))
  expect(valuesOf(text, 'netloupe_conntrack_entries', 'id="/"')).toEqual(['81'])
  expect(valuesOf(text, 'netloupe_conntrack_entries', 'name="web"')).toEqual(['85'])
  expect(valuesOf(text, 'netloupe_conntrack_insert_failed_total', 'name="web"')).toEqual([])
  const idle = exampleUsage(2).conntrack.map((table) => ({ ...table, entries: 0, invalid: 0 }))
  const quiet = await scrapeText(exampleOf(2, { usage: { ...exampleUsage(2), conntrack: idle } }))
  expect(valuesOf(quiet, 'netloupe_conntrack_entries', 'id="/"')).toEqual(['0'])
  expect(valuesOf(quiet, 'netloupe_conntrack_entries', 'name="web"')).toEqual([])
})
