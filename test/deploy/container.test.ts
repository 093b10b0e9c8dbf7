import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkoutRoot } from '../commands/checkout.ts'
import { busyboxImage } from '../lab/busybox-image.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { composeFolder, yamlFile } from './deployed.ts'
import { runArguments, type Service } from './run-arguments.ts'

const { netloupe } = yamlFile<{ services: { netloupe: Service } }>(join(composeFolder, 'compose.yaml')).services

/** This machine's C library and our sources, in place of the image: no registry is asked for it. */
const program = [
  ...['/lib', '/lib64'].filter((folder) => existsSync(folder)).map((at) => `--volume=${realpathSync(at)}:${at}:ro`),
  '--volume=/usr/lib:/usr/lib:ro',
  `--volume=${checkoutRoot}:/opt/netloupe:ro`,
  '--entrypoint=/opt/netloupe/node_modules/node/bin/node',
]

let lab: Lab
let host: DockerHost
let metrics: string
/** Other tests have containers, too, and the agent sees all. */
let seen: string

const scrape = async (): Promise<string> =>
  (await host.exec(['busybox', 'wget', '-q', '-O', '-', 'http://127.0.0.1:9474/metrics'])).stdout

beforeAll(async () => {
  lab = await openLab()
  host = await lab.dockerHost({ name: 'compose' })
  seen = `seen-${lab.runId}`
  // As systemd makes it at the start of a real host; the mounts of the lab's are its own.
  await host.exec(['nsenter', `--mount=/proc/${host.pid}/ns/mnt`, 'mount', '--make-rshared', '/'])
  await host.cli('run', '--detach', `--name=${seen}`, '--memory=64m', '--publish=8080:80', busyboxImage)
  const socket = `--docker-host=unix:///host${host.socket}`
  const command = netloupe.command.map((word) => (word.startsWith('--docker-host=') ? socket : word))
  const options = ['--detach', '--name=netloupe', ...runArguments(netloupe), ...program]
  await host.cli('run', ...options, busyboxImage, '/opt/netloupe/agent/main.ts', ...command)
  for (let attempt = 0; attempt < 150; attempt++) {
    metrics = await scrape()
    if (value('container_memory_working_set_bytes', `name="${seen}"`) !== undefined) return
    await sleep(200)
  }
  throw new Error(`no metrics of ${seen} within 30 s; the agent said:\n${await host.cli('logs', 'netloupe')}`)
}, 60_000)

afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
})

/** In some virtual machines the first process has more capabilities than root: then nobody may see its namespaces. */
const isOpaque = (pid: number): boolean => {
  try {
    readlinkSync(`/proc/${pid}/ns/net`)
    return false
  } catch {
    return true
  }
}

/** Of the series of a metric that has all of these labels. */
const value = (metric: string, ...labels: readonly string[]): number | undefined => {
  const line = metrics
    .split('\n')
    .find((text) => new RegExp(`^${metric}[{ ]`).test(text) && labels.every((label) => text.includes(label)))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1))
}

describe('as compose.yaml runs it', () => {
  test('it reads cgroups, namespaces and Docker of the host', () => {
    expect(value('netloupe_docker_up')).toBe(1)
    expect(value('container_memory_working_set_bytes', `name="${seen}"`)).toBeGreaterThan(0)
    expect(value('container_spec_memory_limit_bytes', `name="${seen}"`)).toBe(64 * 1024 * 1024)
    expect(value('container_network_receive_bytes_total', `name="${seen}"`, 'interface="eth0"')).toBeGreaterThanOrEqual(
      0,
    )
    expect(value('netloupe_network_tcp_established', `name="${seen}"`)).toBe(0)
    expect(value('netloupe_veth_info', `container="${seen}"`)).toBe(1)
    expect(value('netloupe_container_network_namespace_info', 'name="netloupe"', 'mode="host"')).toBe(1)
    expect(value('container_memory_usage_bytes', 'id="/"')).toBeGreaterThan(0)
  })

  test('no collector lacks a capability', () => {
    const failed = [...metrics.matchAll(/^netloupe_scrape_collector_success\{collector="(\w+)"\} 0$/gm)].map(
      ([, name]) => name,
    )
    expect(failed).toEqual(isOpaque(1) ? ['namespaces'] : [])
    expect(value('netloupe_scrape_collector_success', 'collector="links"')).toBe(1)
  })

  test('it is healthy, by the check of the image', async () => {
    const image = readFileSync(join(checkoutRoot, 'deploy/image/Dockerfile'), 'utf8')
    const [, check = '[]'] = /^HEALTHCHECK .*\\\n\s+CMD (.*)$/m.exec(image) ?? []
    const [node, ...words] = JSON.parse(check) as string[]
    expect(node).toBe('node')
    await host.cli('exec', 'netloupe', '/opt/netloupe/node_modules/node/bin/node', ...words)
    const elsewhere = words.map((word) => word.replace('9474', '9475'))
    await expect(
      host.cli('exec', 'netloupe', '/opt/netloupe/node_modules/node/bin/node', ...elsewhere),
    ).rejects.toThrow()
  })

  test('it ends when asked', async () => {
    await host.cli('stop', '--time=10', 'netloupe')
    expect(await host.cli('inspect', '--format', '{{.State.ExitCode}}', 'netloupe')).toBe('0')
  })
})
