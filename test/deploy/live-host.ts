import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { groups } from '../../exporters/prometheus/groups/index.ts'
import { checkoutRoot } from '../commands/checkout.ts'
import { shellEnvironment } from '../commands/run-command.ts'
import { busyboxImage } from '../lab/busybox-image.ts'
import type { DockerHost, Lab } from '../lab/lab.ts'
import { ended } from './live-prometheus.ts'
import { wholeDisk } from './whole-disk.ts'

/** The label by which this test tells its containers from those of other tests that run meanwhile. */
export const project = (lab: Lab): string => `shop-${lab.runId}`

const compose = (lab: Lab, service: string): readonly string[] => [
  `--label=com.docker.compose.project=${project(lab)}`,
  `--label=com.docker.compose.service=${service}`,
]

const busy = 'httpd -h /www -p 80; while :; do :; done'
const asking = 'while :; do wget -q -O /dev/null http://web/; wget -q -O /dev/null http://web:81/; sleep 0.2; done'
const writing =
  'while :; do dd if=/dev/zero of=/disk/f bs=64k count=16 conv=fsync; cp /disk/f /data/f; cp /disk/f /f; sleep 0.3; done'

/** Version 1 of cgroups counts the reads and writes only of disks that somebody has a limit on, since Linux 6.10. */
const counted = (disk: string | undefined): readonly string[] =>
  disk === undefined ? [] : [`--device-read-bps=${disk}:10gb`, `--device-write-bps=${disk}:10gb`]

/**
 * A Docker host on which something of everything that the dashboards show takes place.
 * @param folder on a disk, to write to
 */
export const buildBusyHost = async (lab: Lab, folder: string): Promise<DockerHost> => {
  const host = await lab.dockerHost({ name: 'dash', uplink: true })
  await host.cli('network', 'create', 'shop')
  const run = (name: string, options: readonly string[], command: readonly string[]): Promise<string> =>
    host.cli('run', '--detach', `--name=${name}`, ...compose(lab, name), ...options, busyboxImage, ...command)
  const limits = ['--cpus=0.1', '--memory=64m', '--memory-reservation=32m', '--memory-swap=64m', '--pids-limit=50']
  const health = ['--health-cmd=true', '--health-interval=1s']
  await run('web', ['--network=shop', '--publish=8080:80', ...limits, ...health], ['sh', '-c', busy])
  // As of a service of a swarm, too.
  const labels = ['org.label-schema.group=monitoring', 'com.docker.stack.namespace=shop']
  labels.push('com.docker.swarm.service.name=shop_api', 'com.docker.swarm.node.id=n1')
  await run(
    'api',
    ['--network=shop', '--ipc=shareable', ...labels.map((label) => `--label=${label}`)],
    ['sh', '-c', asking],
  )
  await run('sidecar', ['--network=container:web', '--ipc=container:api'], ['sleep', 'infinity'])
  await run(
    'writer',
    ['--volume=data:/data', `--volume=${folder}:/disk`, ...counted(wholeDisk(folder))],
    ['sh', '-c', writing],
  )
  await run('on-host', ['--network=host', '--pid=host', '--health-cmd=false', '--health-interval=1s'], ['sleep', '999'])
  await run('unlucky', ['--restart=always'], ['false'])
  await run('done', [], ['true'])
  await untilItSays(host, '{{.State.Health.Status}}', { name: 'web', words: 'healthy' })
  await untilItSays(host, '{{.State.Health.Status}}', { name: 'on-host', words: 'unhealthy' })
  await untilItSays(host, '{{.State.Status}}', { name: 'done', words: 'exited' })
  return host
}

/** What an agent sees first it keeps for a while on a host with hundreds of containers, as other tests make it. */
const untilItSays = async (host: DockerHost, format: string, { name, words }: { name: string; words: string }) => {
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await host.cli('inspect', '--format', format, name)) === words) return
    await sleep(200)
  }
  throw new Error(`${name} did not get ${words} within 20 s`)
}

export interface LiveAgent extends AsyncDisposable {
  readonly address: string
}

/** `netloupe agent` with every group of metrics. */
export const startAgent = async ({ dockerHost }: DockerHost): Promise<LiveAgent> => {
  const off = Object.entries(groups).filter(([, { on }]) => !on)
  const words = ['--listen', '127.0.0.1:0', '--docker-host', dockerHost, ...off.map(([name]) => `--collector.${name}`)]
  const child = spawn('./netloupe', ['agent', ...words], { cwd: checkoutRoot, env: shellEnvironment() })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  for (let attempt = 0; attempt < 200; attempt++) {
    const address = / on http:\/\/(\S+)\n/.exec(said)?.[1]
    if (address !== undefined) return { address, [Symbol.asyncDispose]: () => ended(child) }
    await sleep(100)
  }
  await ended(child)
  throw new Error(`the agent does not listen:\n${said}`)
}
