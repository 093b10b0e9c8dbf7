import { busyboxImage } from '../lab/busybox-image.ts'
import type { DockerHost } from '../lab/lab.ts'
import { until } from './metrics-agent.ts'
import { cgroupOf, kernelTruth } from './metrics-truth.ts'

const filled = (megabytes: number): string => `x=$(head -c ${megabytes}000000 /dev/zero | tr '\\0' x)`

/** Labels that try to break the format, and what a label of a metric may not hold. */
export const hostile = {
  'com.docker.compose.project': 'a"b\\c{d="e"} 1',
  'com.docker.compose.service': 'line\n# TYPE x counter\nx 1\u001b[31m',
  'com.docker.swarm.task.name': 'é💥\u202e',
  'com.docker.stack.namespace': 'l'.repeat(1000),
  'odd.key{}"': 'odd',
  'same.name': 'first',
  same_name: 'second',
  'kept.secret': 'canary',
} as const

/** Version 1 of cgroups counts the reads and writes only of disks that somebody has a limit on, since Linux 6.10. */
const counted = (disk: string | undefined): readonly string[] =>
  disk === undefined ? [] : [`--device-read-bps=${disk}:10gb`, `--device-write-bps=${disk}:10gb`]

interface Disk {
  /** On a disk, to write to. */
  readonly folder: string
  readonly disk: string | undefined
}

type Containers = { readonly [name: string]: readonly [options: readonly string[], command: readonly string[]] }

const sleeper = ['sleep', 'infinity'] as const
const shell = (script: string): readonly string[] => ['sh', '-c', script]

/** A container for everything that metrics tell of containers, in the order in which they are run. */
const containers = ({ folder, disk }: Disk): Containers => ({
  plain: [[], sleeper],
  busy: [['--cpus=0.2'], shell('while :; do :; done')],
  memory: [
    ['--memory=64m', '--memory-reservation=32m', '--memory-swap=64m', '--cpu-shares=512'],
    shell(`${filled(20)}; head -c 3000000 /dev/zero > /dev/shm/file; while :; do sleep 9999; done`),
  ],
  // Its child is killed, and it runs on.
  squeezed: [['--memory=16m', '--memory-swap=16m'], shell(`(${filled(60)}); sleep infinity`)],
  killed: [
    ['--memory=16m', '--memory-swap=16m', '--restart=on-failure:2'],
    shell(`(${filled(60)}); sleep 0.3; exit 9`),
  ],
  crowded: [
    ['--pids-limit=10'],
    shell('for i in 1 2 3 4 5 6; do sleep 9999 & done; (for i in 1 2 3 4 5 6; do sleep 9999 & done); sleep infinity'),
  ],
  writer: [
    [`--volume=${folder}:/disk`, ...counted(disk)],
    shell('dd if=/dev/zero of=/disk/f bs=64k count=40 conv=fsync; sleep infinity'),
  ],
  web: [
    ['-p=18080:80', '-p=18081:81', '-p=18082:82', '-p=18053:53/udp', '-p=18054:54/udp'],
    shell('httpd -h /www -p 80; httpd -h /www -p 127.0.0.1:82; sleep infinity'),
  ],
  joined: [['--network=container:web', '--pid=container:web'], sleeper],
  'on-host': [['--network=host', '--ipc=host'], sleeper],
  paused: [[], sleeper],
  exited: [[], shell('exit 3')],
  healthy: [['--health-cmd=true', '--health-interval=1s'], sleeper],
  unhealthy: [['--health-cmd=false', '--health-interval=1s', '--health-retries=1'], sleeper],
  restarting: [['--restart=always'], ['false']],
  hostile: [Object.entries(hostile).map(([label, value]) => `--label=${label}=${value}`), sleeper],
  leaving: [[], sleeper],
})

/** Runs them all, and waits until they are what they are to be. */
export const buildMetricsScene = async (host: DockerHost, disk: Disk): Promise<void> => {
  for (const [name, [options, command]] of Object.entries(containers(disk)))
    await host.cli('run', '--detach', `--name=${name}`, ...options, busyboxImage, ...command)
  await host.cli('create', '--name=created', busyboxImage)
  await host.cli('network', 'create', 'second')
  await host.cli('network', 'connect', 'second', 'web')
  await host.cli('pause', 'paused')
  const says = (name: string, format: string, words: string): Promise<true> =>
    until(`${name}: ${words}`, async () =>
      (await host.cli('inspect', '--format', format, name)) === words ? true : null,
    )
  await says('healthy', '{{.State.Health.Status}}', 'healthy')
  await says('unhealthy', '{{.State.Health.Status}}', 'unhealthy')
  await says('killed', '{{.State.Status}} {{.RestartCount}}', 'exited 2')
  await says('exited', '{{.State.Status}}', 'exited')
  const counts = async (name: string, metric: string, least: number): Promise<true> => {
    const cgroup = cgroupOf(host, (await host.container(name)).id)
    return until(`${name}: ${metric}`, () => ((kernelTruth(cgroup).get(metric) ?? 0) >= least ? true : null))
  }
  await counts('squeezed', 'container_oom_events_total', 1)
  await counts('memory', 'container_memory_cache', 3_000_000)
  // The image has no program that listens on UDP; this one ends with the lab.
  const listen = "require('dgram').createSocket('udp4').bind(53)"
  void (await host.container('web')).exec([process.execPath, '-e', listen], { timeoutMs: 120_000 })
  const web = await host.cli('inspect', '--format', '{{.NetworkSettings.IPAddress}}', 'web')
  for (let n = 0; n < 3; n++) await host.exec(['busybox', 'wget', '-q', '-O', '/dev/null', `http://${web}/`])
}
