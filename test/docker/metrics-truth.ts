import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { number, type Printed, part, word } from '../kernel/print.ts'
import { hierarchies } from '../lab/container-cgroups.ts'
import type { DockerHost } from '../lab/lab.ts'

/** What a series of a container ought to say, in the unit of the source (nanoseconds for times), by metric and labels. */
export type Truth = Map<string, number>

/** Key of a series: the metric, then those of its labels that are not the container's. */
export const keyOf = (metric: string, labels: { readonly [label: string]: string | number } = {}): string =>
  [metric, ...Object.entries(labels).map(([label, value]) => `${label}=${value}`)].join(' ')

/** `GET /containers/ID/stats` of the engine, one reading. */
export const engineStats = (host: DockerHost, id: string): Promise<Printed> =>
  new Promise((resolve, reject) => {
    const path = `/containers/${id}/stats?stream=false&one-shot=true`
    const request = get({ socketPath: host.socket, path }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())))
    })
    request.on('error', reject)
  })

const objects = (value: unknown): Printed[] => (Array.isArray(value) ? value : [])

/** What the engine's statistics say of the series. On version 2 of cgroups some of them are not there. */
export const engineTruth = (stats: Printed): Truth => {
  const truth: Truth = new Map()
  const put = (metric: string, value: unknown): void => {
    if (value !== undefined) truth.set(metric, number(value))
  }
  const cpu = part(stats, 'cpu_stats')
  const used = part(cpu, 'cpu_usage')
  put(keyOf('container_cpu_usage_seconds_total', { cpu: 'total' }), used['total_usage'])
  put('container_cpu_user_seconds_total', used['usage_in_usermode'])
  put('container_cpu_system_seconds_total', used['usage_in_kernelmode'])
  const throttling = part(cpu, 'throttling_data')
  if (number(throttling['periods']) > 0) {
    put('container_cpu_cfs_periods_total', throttling['periods'])
    put('container_cpu_cfs_throttled_periods_total', throttling['throttled_periods'])
    put('container_cpu_cfs_throttled_seconds_total', throttling['throttled_time'])
  }
  const memory = part(stats, 'memory_stats')
  const stat = part(memory, 'stats')
  put('container_memory_usage_bytes', memory['usage'])
  put('container_memory_max_usage_bytes', memory['max_usage'])
  put('container_memory_failcnt', memory['failcnt'])
  // MEM USAGE of `docker stats` (docker/cli: cli/command/container/stats_helpers.go, calculateMemUsageUnixNoCache).
  put(
    'container_memory_working_set_bytes',
    number(memory['usage']) - number(stat['total_inactive_file'] ?? stat['inactive_file']),
  )
  put('container_memory_rss', stat['total_rss'] ?? stat['anon'])
  put('container_memory_cache', stat['total_cache'] ?? stat['file'])
  put('container_memory_mapped_file', stat['total_mapped_file'] ?? stat['file_mapped'])
  const pids = part(stats, 'pids_stats')
  put('container_threads', pids['current'])
  for (const [name, counters] of Object.entries(part(stats, 'networks')))
    for (const [word, way] of [
      ['rx', 'receive'],
      ['tx', 'transmit'],
    ] as const)
      for (const [field, what] of [
        ['bytes', 'bytes'],
        ['packets', 'packets'],
        ['errors', 'errors'],
        ['dropped', 'packets_dropped'],
      ] as const)
        put(
          keyOf(`container_network_${way}_${what}_total`, { interface: name }),
          (counters as Printed)[`${word}_${field}`],
        )
  const io = part(stats, 'blkio_stats')
  for (const { major, minor, op, value } of objects(io['io_service_bytes_recursive'])) {
    const operation = ['Read', 'Write'].find((word) => word.toLowerCase() === String(op).toLowerCase())
    if (operation === undefined) continue
    const device = deviceOf(number(major), number(minor))
    const where = { device, major: number(major), minor: number(minor), operation }
    put(keyOf('container_blkio_device_usage_total', where), value)
    put(keyOf(`container_fs_${operation.toLowerCase()}s_bytes_total`, { device }), value)
  }
  for (const { major, minor, op, value } of objects(io['io_serviced_recursive']))
    if (/^(read|write)$/i.test(word(op)))
      put(
        keyOf(`container_fs_${word(op).toLowerCase()}s_total`, { device: deviceOf(number(major), number(minor)) }),
        value,
      )
  return truth
}

const deviceOf = (major: number, minor: number): string => {
  const name = /^DEVNAME=(.+)$/m.exec(readFileSync(`/sys/dev/block/${major}:${minor}/uevent`, 'utf8'))?.[1]
  return `/dev/${name}`
}

/** Path of the cgroup of a container of the lab, from the root of each hierarchy. */
export const cgroupOf = (host: DockerHost, id: string): string => `/${host.run.id}/${host.name}/docker/${id}`

/** A file of a cgroup, from whichever hierarchy has it. */
const fileOf = (path: string, name: string): string | undefined => {
  for (const mount of hierarchies())
    try {
      return readFileSync(`${mount}${path}/${name}`, 'utf8')
    } catch {}
  return undefined
}

/** A number of a file: of the line that begins with a word, or the first one of the file. */
type Place = readonly [file: string, line?: string, factor?: number]

/** Where the kernel says it on version 1 and on version 2 of cgroups. What is unlimited is left out, or 0. */
const places: { readonly [metric: string]: readonly [one: Place, two: Place] } = {
  [keyOf('container_cpu_usage_seconds_total', { cpu: 'total' })]: [['cpuacct.usage'], ['cpu.stat', 'usage_usec', 1000]],
  container_cpu_user_seconds_total: [
    ['cpuacct.stat', 'user', 1e7],
    ['cpu.stat', 'user_usec', 1000],
  ],
  container_cpu_system_seconds_total: [
    ['cpuacct.stat', 'system', 1e7],
    ['cpu.stat', 'system_usec', 1000],
  ],
  container_spec_cpu_quota: [['cpu.cfs_quota_us'], ['cpu.max']],
  container_memory_usage_bytes: [['memory.usage_in_bytes'], ['memory.current']],
  container_memory_max_usage_bytes: [['memory.max_usage_in_bytes'], ['memory.peak']],
  container_memory_failcnt: [['memory.failcnt'], ['memory.events', 'max']],
  container_oom_events_total: [
    ['memory.oom_control', 'oom_kill'],
    ['memory.events', 'oom_kill'],
  ],
  container_memory_rss: [
    ['memory.stat', 'total_rss'],
    ['memory.stat', 'anon'],
  ],
  container_memory_cache: [
    ['memory.stat', 'total_cache'],
    ['memory.stat', 'file'],
  ],
  container_memory_total_inactive_file_bytes: [
    ['memory.stat', 'total_inactive_file'],
    ['memory.stat', 'inactive_file'],
  ],
  container_memory_total_active_file_bytes: [
    ['memory.stat', 'total_active_file'],
    ['memory.stat', 'active_file'],
  ],
  [keyOf('container_memory_failures_total', { failure_type: 'pgfault', scope: 'hierarchy' })]: [
    ['memory.stat', 'total_pgfault'],
    ['memory.stat', 'pgfault'],
  ],
  container_spec_memory_limit_bytes: [['memory.limit_in_bytes'], ['memory.max']],
  container_spec_memory_reservation_limit_bytes: [['memory.soft_limit_in_bytes'], ['memory.low']],
  container_threads: [['pids.current'], ['pids.current']],
  container_threads_max: [['pids.max'], ['pids.max']],
}

/** Page counters of version 1 say so that there is no limit (include/linux/page_counter.h). */
const noLimit = 2 ** 62

/** What the files of a cgroup say of the series. @param path from the root of each hierarchy */
export const kernelTruth = (path: string): Truth => {
  const truth: Truth = new Map()
  const isOne = fileOf(path, 'memory.usage_in_bytes') !== undefined
  for (const [metric, [one, two]] of Object.entries(places)) {
    const [file, line, factor = 1] = isOne ? one : two
    const text = fileOf(path, file)
    if (text === undefined) continue
    const pattern = line === undefined ? /^(\S+)/ : new RegExp(`^${line} (\\S+)`, 'm')
    const value = Number(pattern.exec(text)?.[1])
    // `max`, -1, or a number beyond all memory.
    const isLimited = value >= 0 && value < noLimit
    if (isLimited) truth.set(metric, value * factor)
    else if (metric.startsWith('container_spec_memory_')) truth.set(metric, 0)
  }
  return truth
}
