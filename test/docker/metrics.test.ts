import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wholeDisk } from '../deploy/whole-disk.ts'
import { number, type Printed, part, word } from '../kernel/print.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { inspectAll } from './docker-truth.ts'
import { type MetricsAgent, type Series, seriesWith, startMetricsAgent, usualGroups } from './metrics-agent.ts'
import { type Comparison, compare } from './metrics-bracket.ts'
import { buildMetricsScene, hostile } from './metrics-scene.ts'

// On a disk, as /tmp often is not: what is written to memory is not counted.
const folder = mkdtempSync('/var/tmp/netloupe-metrics-')
let lab: Lab
let docker: DockerHost
let agent: MetricsAgent
let scrape: readonly Series[]
/** What `docker inspect` says of each container before and after the agent looked. */
let before: ReadonlyMap<string, Printed>
let after: ReadonlyMap<string, Printed>

const inspected = async (): Promise<ReadonlyMap<string, Printed>> =>
  new Map((await inspectAll(docker)).map((json) => [word(json['Name']).slice(1), json]))

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'metrics' })
  await buildMetricsScene(docker, { folder, disk: wholeDisk(folder) })
  before = await inspected()
  agent = await startMetricsAgent(docker, ['--container-label', 'odd.key{}"', '--container-label', 'same.name'])
  scrape = await agent.scrape()
  after = await inspected()
}, 60_000)

afterAll(async () => {
  await agent?.[Symbol.asyncDispose]()
  await lab?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}, 60_000)

const json = (name: string): Printed => after.get(name) ?? expect.fail(`no container ${name}`)
const state = (name: string): Printed => part(json(name), 'State')
const idOf = (name: string): string => word(json(name)['Id'])

/** Values of a metric of a container, by one of its labels. */
const values = (found: readonly Series[], metric: string, name: string): readonly number[] =>
  seriesWith(found, metric, { name }).map(({ value }) => value)
const labelled = (metric: string, name: string, label: string): readonly (string | undefined)[] =>
  seriesWith(scrape, metric, { name }).map(({ labels }) => labels[label])
const seconds = (moment: unknown): number => Date.parse(word(moment)) / 1000

describe('counters between two readings of the engine and of the kernel', () => {
  const running = ['plain', 'busy', 'memory', 'squeezed', 'crowded', 'writer', 'web', 'paused']

  test('lie between them, or are equal', async () => {
    const containers = new Map(running.map((name) => [name, idOf(name)]))
    const rounds: Comparison[] = []
    const unclear = (): string[] =>
      rounds
        .flatMap(({ moved }) => [...moved])
        .filter((claim) => rounds.every(({ compared }) => !compared.has(claim)) && !claim.startsWith('busy'))
    do rounds.push(await compare(docker, agent, containers))
    while (unclear().length > 0 && rounds.length < 4)
    expect(rounds.flatMap(({ wrong }) => wrong)).toEqual([])
    expect(unclear()).toEqual([])
    // Of each container the processor, the memory and the network, by both who say it.
    expect(new Set(rounds.flatMap(({ compared }) => [...compared])).size).toBeGreaterThan(running.length * 25)
  })

  test('are those of the limits that there are', () => {
    expect(values(scrape, 'container_cpu_cfs_throttled_periods_total', 'busy')[0]).toBeGreaterThan(0)
    expect(values(scrape, 'container_spec_cpu_quota', 'busy')).toEqual([20_000])
    expect(values(scrape, 'container_spec_cpu_period', 'busy')).toEqual([100_000])
    expect(values(scrape, 'container_cpu_cfs_periods_total', 'plain')).toEqual([])
    expect(values(scrape, 'container_spec_cpu_shares', 'memory')).toEqual([512])
    expect(values(scrape, 'container_spec_memory_limit_bytes', 'memory')).toEqual([64 << 20])
    expect(values(scrape, 'container_spec_memory_reservation_limit_bytes', 'memory')).toEqual([32 << 20])
    expect(values(scrape, 'container_spec_memory_limit_bytes', 'plain')).toEqual([0])
    expect(values(scrape, 'container_memory_rss', 'memory')[0]).toBeGreaterThan(20_000_000)
    expect(values(scrape, 'container_oom_events_total', 'squeezed')[0]).toBeGreaterThan(0)
    expect(values(scrape, 'container_oom_events_total', 'memory')).toEqual([0])
    expect(values(scrape, 'container_threads_max', 'crowded')).toEqual([10])
    expect(values(scrape, 'netloupe_container_pids_limit_hits_total', 'crowded')[0]).toBeGreaterThan(0)
    expect(values(scrape, 'container_threads_max', 'plain')).toEqual([])
  })

  test('are those of the disk', async () => {
    const written = values(await agent.scrape(), 'container_fs_writes_bytes_total', 'writer')
    if (wholeDisk(folder) === undefined) expect(written).toEqual([])
    else expect(written[0]).toBeGreaterThanOrEqual(40 << 16)
  })

  test('are what docker stats prints', async () => {
    const printed = JSON.parse(await docker.cli('stats', '--no-stream', '--format', '{{json .}}', 'memory'))
    const [used = 0] = values(scrape, 'container_memory_working_set_bytes', 'memory')
    expect(printed).toMatchObject({ PIDs: String(values(scrape, 'container_threads', 'memory')[0]) })
    expect(printed.MemUsage).toBe(`${Number((used / 2 ** 20).toPrecision(4))}MiB / 64MiB`)
  })
})

describe('what the engine knows of a container', () => {
  test('its state', () => {
    for (const name of after.keys()) {
      const states = labelled('netloupe_container_state', name, 'state')
      if (name === 'restarting') expect(['running', 'restarting']).toContain(states[0])
      else expect(states).toEqual([state(name)['Status']])
    }
    const counts = [...after.keys()].map((name) => labelled('netloupe_container_state', name, 'state')[0])
    for (const word of ['created', 'exited', 'paused'])
      expect(seriesWith(scrape, 'netloupe_containers', { state: word })[0]?.value).toBe(
        counts.filter((found) => found === word).length,
      )
    expect(values(scrape, 'netloupe_container_frozen', 'paused')).toEqual([1])
    expect(values(scrape, 'netloupe_container_frozen', 'plain')).toEqual([0])
  })

  test('restarts, exit codes, and who was killed for want of memory', () => {
    for (const [name, { RestartCount }] of after) {
      const [restarts = -1] = values(scrape, 'netloupe_container_restarts_total', name)
      expect(restarts).toBeLessThanOrEqual(number(RestartCount))
      expect(restarts).toBeGreaterThanOrEqual(number(before.get(name)?.['RestartCount']))
      expect(values(scrape, 'netloupe_container_oom_killed', name)).toEqual([Number(state(name)['OOMKilled'])])
    }
    expect(values(scrape, 'netloupe_container_restarts_total', 'restarting')[0]).toBeGreaterThan(1)
    expect(values(scrape, 'netloupe_container_exit_code', 'exited')).toEqual([3])
    expect(values(scrape, 'netloupe_container_exit_code', 'killed')).toEqual([9])
    expect(values(scrape, 'netloupe_container_oom_killed', 'killed')).toEqual([1])
    expect(values(scrape, 'netloupe_container_exit_code', 'plain')).toEqual([])
    expect(values(scrape, 'netloupe_container_exit_code', 'created')).toEqual([])
  })

  test('its times', () => {
    for (const name of [...after.keys()].filter((name) => name !== 'restarting')) {
      const { Status, StartedAt, FinishedAt } = state(name)
      const runs = Status === 'running' || Status === 'paused'
      const about = (metric: string): readonly number[] => values(scrape, metric, name)
      expect(about('container_start_time_seconds')).toEqual(runs ? [seconds(StartedAt)] : [])
      expect(about('container_creation_time_seconds')).toEqual(runs ? [seconds(json(name)['Created'])] : [])
      const ended = Status === 'exited' ? [seconds(FinishedAt)] : []
      expect(about('netloupe_container_finished_time_seconds')).toEqual(ended)
      expect(about('container_last_seen').length).toBe(runs ? 1 : 0)
    }
  })

  test('its health', () => {
    const health = (name: string): readonly unknown[] => [
      ...values(scrape, 'container_health_state', name),
      ...labelled('netloupe_container_health_status', name, 'status'),
    ]
    expect(health('healthy')).toEqual([1, 'healthy'])
    expect(health('unhealthy')).toEqual([0, 'unhealthy'])
    expect(health('plain')).toEqual([-1])
    expect(health('exited')).toEqual([])
  })

  test('its labels, whatever is in them', () => {
    const [{ labels } = expect.fail('no series')] = seriesWith(scrape, 'container_threads', { name: 'hostile' })
    const label = (name: string): string => labels[`container_label_${name}`] ?? ''
    expect(label('com_docker_compose_project')).toBe(hostile['com.docker.compose.project'])
    expect(label('odd_key___')).toBe('odd')
    expect(label('same_name')).toBe('first')
    for (const name of ['com_docker_compose_service', 'com_docker_swarm_task_name', 'com_docker_stack_namespace'])
      expect(label(name)).toMatch(/^[^\p{Cc}\p{Cf}]{1,247}~[0-9a-f]{8}$/u)
    expect(JSON.stringify(scrape)).not.toContain('canary')
  })
})

describe('the network', () => {
  const counted = (name: string): number =>
    scrape.filter(({ metric, labels }) => metric.startsWith('container_network_') && labels['name'] === name).length

  test('is counted once for those who share it, and not for those in that of the host', () => {
    const interfaces = labelled('container_network_receive_bytes_total', 'web', 'interface')
    expect(interfaces.toSorted()).toEqual(['eth0', 'eth1'])
    expect(counted('web')).toBeGreaterThan(16)
    expect(counted('joined')).toBe(0)
    expect(counted('on-host')).toBe(0)
    expect(values(scrape, 'container_network_receive_packets_total', 'web')[0]).toBeGreaterThan(9)
    const owners = labelled('netloupe_container_network_namespace_info', 'joined', 'owner')
    expect(owners).toEqual(['web'])
  })

  test('has a listener on a published port, or none', () => {
    const listening = seriesWith(scrape, 'netloupe_published_port_listening', { name: 'web', host_ip: '0.0.0.0' })
    expect(
      Object.fromEntries(
        listening.map(({ labels, value }) => [`${labels['container_port']}/${labels['protocol']}`, value]),
      ),
    ).toEqual({ '80/tcp': 1, '81/tcp': 0, '82/tcp': 0, '53/udp': 1, '54/udp': 0 })
  })
})

describe('namespaces', () => {
  const kinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']
  const running = (): string[] =>
    [...after.keys()].filter((name) => number(state(name)['Pid']) > 0 && name !== 'restarting')
  const inode = (name: string, kind: string): string =>
    /\[(\d+)\]/.exec(readlinkSync(`/proc/${state(name)['Pid']}/ns/${kind}`))?.[1] ?? ''

  test('have the inodes of the processes', () => {
    for (const name of running())
      for (const kind of kinds)
        expect(labelled('netloupe_container_namespaces_info', name, kind)).toEqual([inode(name, kind)])
    const sandbox = word(part(json('web'), 'NetworkSettings')['SandboxKey'])
    const { ino } = statSync(`/proc/${docker.pid}/root${sandbox}`)
    expect(labelled('netloupe_container_namespaces_info', 'joined', 'net')).toEqual([String(ino)])
  })

  test('are shared by so many containers', () => {
    for (const kind of kinds) {
      const members = Map.groupBy(running(), (name) => inode(name, kind))
      for (const [found, { length }] of members) {
        const shared = seriesWith(scrape, 'netloupe_shared_namespace_containers', { kind, inode: found })
        const isHost = found === /\[(\d+)\]/.exec(readlinkSync(`/proc/self/ns/${kind}`))?.[1]
        if (isHost) {
          expect(shared[0]?.labels['host']).toBe('true')
          // And by those of other hosts on this machine.
          expect(shared[0]?.value).toBeGreaterThanOrEqual(length)
        } else expect(shared.map(({ value }) => value)).toEqual(length > 1 ? [length] : [])
      }
    }
    const [own] = seriesWith(scrape, 'netloupe_shared_namespace_containers', {
      kind: 'pid',
      inode: inode('web', 'pid'),
    })
    expect(own).toMatchObject({ value: 2, labels: { host: 'false' } })
  })
})

test('a plain container has no more series than documented', async () => {
  // Of containers filesystems are only told with sizes.
  const usual = await agent.scrape(`${usualGroups}&exclude[]=filesystems`)
  // Version 1 of cgroups alone has no pressure; the version 2 beside it may have.
  const ofVersion = (metric: string): boolean => isTwo || !metric.startsWith('container_pressure_')
  const series = (name: string): number =>
    usual.filter(({ metric, labels }) => labels['name'] === name && ofVersion(metric)).length
  const isTwo = seriesWith(usual, 'netloupe_container_cpu_weight', { name: 'plain' }).length > 0
  const documented = /has (\d+) series on version 2 of cgroups and (\d+) on version 1/.exec(
    readFileSync('deploy/cadvisor.md', 'utf8'),
  )
  expect(series('writer')).toBeLessThanOrEqual(Number(documented?.[isTwo ? 1 : 2]))
  expect(series('plain')).toBeLessThanOrEqual(series('writer'))
})

describe('after a container was stopped, removed, or started anew', () => {
  let later: readonly Series[]

  beforeAll(async () => {
    await Promise.all([
      docker.cli('stop', '-t', '0', 'crowded'),
      docker.cli('rm', '-f', 'leaving'),
      docker.cli('restart', '-t', '0', 'web'),
    ])
    after = await inspected()
    later = await agent.fresh()
  }, 90_000)

  test('the stopped one keeps its id and says how it ended', () => {
    const [now] = seriesWith(later, 'netloupe_container_state', { name: 'crowded' })
    const [then] = seriesWith(scrape, 'netloupe_container_state', { name: 'crowded' })
    expect(now?.labels).toEqual({ ...then?.labels, state: 'exited' })
    expect(values(later, 'netloupe_container_exit_code', 'crowded')).toEqual([137])
    expect(values(later, 'container_memory_usage_bytes', 'crowded')).toEqual([])
  })

  test('the removed one was last seen at a time that stands still', async () => {
    const metrics = (found: readonly Series[]): string[] =>
      found.filter(({ labels }) => labels['name'] === 'leaving').map(({ metric }) => metric)
    expect(metrics(scrape).length).toBeGreaterThan(50)
    expect(metrics(later)).toEqual(['container_last_seen'])
    const [seen = 0] = values(later, 'container_last_seen', 'leaving')
    expect(seen).toBeGreaterThanOrEqual(values(scrape, 'container_last_seen', 'leaving')[0] ?? 0)
    await sleep(100)
    expect(values(await agent.scrape(), 'container_last_seen', 'leaving')).toEqual([seen])
  })

  test('the other one counts anew', async () => {
    expect(values(later, 'container_start_time_seconds', 'web')).toEqual([seconds(state('web')['StartedAt'])])
    expect((await compare(docker, agent, new Map([['web', idOf('web')]]))).wrong).toEqual([])
    expect(labelled('container_threads', 'web', 'id')).toEqual([
      seriesWith(later, 'container_threads', { name: 'web' })[0]?.labels['id'],
    ])
  })
})

test('nothing was said but that process 1 cannot be seen into, and that the engine was writing rules', () => {
  const lines = agent
    .said()
    .split('\n')
    .filter((line) => line !== '' && !/ on http:|\/proc\/1\/|process 1 |the rules kept changing/.test(line))
  expect(lines).toEqual([])
})
