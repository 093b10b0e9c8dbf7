import { type GroupName, groupNames } from '../exporters/prometheus/groups/index.ts'
import { UsageError } from './usage-error.ts'

/** Words of a command line that cAdvisor understands, in the words of `netloupe agent`. */
export interface Translation {
  readonly words: readonly string[]
  /** What was not taken over, a line each. */
  readonly warnings: readonly string[]
}

/** The metric groups of cAdvisor (`--disable_metrics`, `--enable_metrics`) and what has their place here. */
const groupsOf: { readonly [group: string]: readonly GroupName[] } = {
  cpu: ['cpu'],
  cpuLoad: ['tasks'],
  cpuset: ['cpuset'],
  disk: ['filesystems', 'sizes'],
  diskIO: ['io', 'disks'],
  hugetlb: ['hugetlb'],
  memory: ['memory'],
  network: ['network'],
  oom_event: ['oom'],
  pressure: ['pressure'],
  process: ['processes'],
  tcp: ['tcp'],
  udp: ['udp'],
}

/**
 * Groups that have no counterpart: what they show is left to other exporters, is not there at all, or (advtcp) is there anyway in a
 * few counters that cost little.
 */
const without = [
  'advtcp',
  'accelerator',
  'app',
  'cpu_topology',
  'memory_numa',
  'percpu',
  'perf_event',
  'referenced_memory',
  'resctrl',
  'sched',
]

/** Not in a group of cAdvisor's: there whatever is enabled. */
const always: readonly GroupName[] = [
  'agent',
  'bridges',
  'conntrack',
  'containers',
  'limits',
  'machine',
  'namespaces',
  'netstat',
  'pids',
  'ports',
  'veth',
]

/** Flags without a counterpart because what they tame does not exist here. The value says whether one belongs to the flag. */
const pointless: { readonly [flag: string]: 'boolean' | 'value' } = {
  allow_dynamic_housekeeping: 'boolean',
  alsologtostderr: 'boolean',
  application_metrics_count_limit: 'value',
  boot_id_file: 'value',
  containerd: 'value',
  'containerd-namespace': 'value',
  disable_root_cgroup_stats: 'boolean',
  docker_only: 'boolean',
  docker_root: 'value',
  enable_load_reader: 'boolean',
  event_storage_age_limit: 'value',
  event_storage_event_limit: 'value',
  global_housekeeping_interval: 'value',
  housekeeping_interval: 'value',
  log_cadvisor_usage: 'boolean',
  log_dir: 'value',
  log_file: 'value',
  logtostderr: 'boolean',
  machine_id_file: 'value',
  max_housekeeping_interval: 'value',
  max_procs: 'value',
  perf_events_config: 'value',
  podman: 'value',
  profiling: 'boolean',
  raw_cgroup_prefix_whitelist: 'value',
  resctrl_interval: 'value',
  skip_headers: 'boolean',
  stderrthreshold: 'value',
  storage_driver: 'value',
  storage_duration: 'value',
  update_machine_info_interval: 'value',
  v: 'value',
  vmodule: 'value',
}

/** Flags that would change what others see or who may see it: what to do instead. */
const refused: { readonly [flag: string]: string } = {
  env_metadata_whitelist: 'variables of the environment never become labels, because they hold secrets',
  docker_env_metadata_whitelist: 'variables of the environment never become labels, because they hold secrets',
  http_auth_file: 'give passwords by --web.config.file',
  http_digest_file: 'give passwords by --web.config.file',
  prometheus_endpoint: 'metrics are at /metrics; let a proxy give them another path',
  url_base_prefix: 'let a proxy give it another path',
}

/** Flags that are translated; all take a value, or are true without one. */
const translated = [
  'disable_metrics',
  'docker',
  'enable_metrics',
  'listen_ip',
  'port',
  'store_container_labels',
  'whitelisted_container_labels',
] as const

type Flag = (typeof translated)[number]
const isTranslated = (flag: string): flag is Flag => translated.some((known) => known === flag)

/**
 * Takes cAdvisor's flags out of a command line, `-flag` and `--flag=value` too, and puts ours in their place.
 * @throws UsageError
 */
export const translateCadvisorFlags = (given: readonly string[]): Translation => {
  const words: string[] = []
  const warnings: string[] = []
  const values = new Map<Flag, string>()
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? ''
    const [, flag = '', value] = /^--?([a-z_-]+)(?:=(.*))?$/s.exec(word) ?? []
    const instead = Object.hasOwn(refused, flag) ? refused[flag] : undefined
    if (instead !== undefined) throw new UsageError(`--${flag} of cAdvisor cannot be taken over: ${instead}.`)
    const takesValue = isTranslated(flag) ? flag !== 'store_container_labels' : pointless[flag] === 'value'
    if (!isTranslated(flag) && !Object.hasOwn(pointless, flag)) {
      words.push(word)
      continue
    }
    const text = value ?? (takesValue ? given[++at] : 'true') ?? ''
    if (isTranslated(flag)) values.set(flag, text)
    else warnings.push(`--${flag} of cAdvisor has no effect here and is not needed`)
  }
  checkConflicts(words, values)
  return { words: [...words, ...wordsFor(values, warnings)], warnings }
}

/** Our flag and one of cAdvisor's for the same: nobody could say which was meant. */
const checkConflicts = (words: readonly string[], values: ReadonlyMap<Flag, string>): void => {
  for (const [flag, own] of [
    ['port', '--listen'],
    ['listen_ip', '--listen'],
    ['docker', '--docker-host'],
  ] as const)
    if (values.has(flag) && words.some((word) => word === own || word.startsWith(`${own}=`)))
      throw new UsageError(`${own} and --${flag} cannot both be given.`)
  const port = values.get('port') ?? '8080'
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UsageError(`--port needs a port, not '${port}'.`)
}

const wordsFor = (values: ReadonlyMap<Flag, string>, warnings: string[]): string[] => {
  const [port, ip, docker] = [values.get('port'), values.get('listen_ip'), values.get('docker')]
  const listen = port === undefined && ip === undefined ? [] : ['--listen', `${address(ip ?? '')}:${port ?? '8080'}`]
  const labels = (values.get('whitelisted_container_labels') ?? '').split(',').filter((label) => label !== '')
  const stored = values.get('store_container_labels')
  return [
    ...listen,
    ...(docker === undefined ? [] : ['--docker-host', docker]),
    ...(stored === 'true' ? ['--container-label', 'all'] : []),
    ...labels.flatMap((label) => ['--container-label', label]),
    ...switchesFor(values, warnings),
  ]
}

const address = (ip: string): string => (ip === '' ? '0.0.0.0' : ip.includes(':') ? `[${ip}]` : ip)

/** As in cAdvisor, `--enable_metrics` replaces the other one. */
const switchesFor = (values: ReadonlyMap<Flag, string>, warnings: string[]): string[] => {
  const known = (list: string): GroupName[] =>
    list
      .split(',')
      .filter((name) => name !== '')
      .flatMap((name) => {
        if (!Object.hasOwn(groupsOf, name) && !without.includes(name))
          warnings.push(`cAdvisor has no metrics '${name}'; it is ignored`)
        return groupsOf[name] ?? []
      })
  const enabled = values.get('enable_metrics')
  if (enabled !== undefined)
    return ['--collector.disable-defaults', ...[...always, ...known(enabled)].map((name) => `--collector.${name}`)]
  const disabled = new Set(known(values.get('disable_metrics') ?? ''))
  return groupNames.filter((name) => disabled.has(name)).map((name) => `--no-collector.${name}`)
}
