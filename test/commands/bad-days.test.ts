import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { samplesOf } from '../exporters/prometheus/scrape-text.ts'
import { containInCgroups, hierarchies } from '../lab/container-cgroups.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { startSleeper } from '../lab/start-sleeper.ts'
import { checkoutRoot } from './checkout.ts'
import { shellEnvironment } from './run-command.ts'
import { type Agent, ready, scrape, serverPid, started, until } from './running-agent.ts'

let lab: Lab
let host: PlainHost
let ids: readonly string[]

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'bad',
    bridges: [{ name: 'br0', subnet: '10.5.0.0/24' }],
    containers: ['one', 'two', 'three', 'four'].map((name) => ({ name, networks: ['br0'] })),
  })
  ids = host.containers.map(({ pid }) => containInCgroups(lab.runId, pid))
})
afterAll(() => lab[Symbol.asyncDispose]())

type Samples = ReadonlyMap<string, string>

/** A scrape that has to succeed, and to be well-formed. */
const sound = async (agent: Pick<Agent, 'url'>): Promise<Samples> => samplesOf(await scrape(agent))

const seriesValue = (samples: Samples, metric: string, within: string): string | undefined =>
  [...samples].find(([series]) => series.startsWith(`${metric}{`) && series.includes(within))?.[1]

/** Scrapes five times a second as long as the work is under way. */
const scrapesDuring = async (agent: Agent, work: () => Promise<unknown>): Promise<readonly Samples[]> => {
  const found: Samples[] = []
  const state = { isDone: false }
  const working = work().finally(() => {
    state.isDone = true
  })
  while (!state.isDone) {
    found.push(await sound(agent))
    await sleep(200)
  }
  await working
  return found
}

const cgroupsOf = (id: string): readonly string[] =>
  hierarchies()
    .map((mount) => `${mount}/${lab.runId}/docker/${id}`)
    .filter((folder) => existsSync(folder))

/** The path of a file of a container's cgroup, by its name on version 1 or 2. */
const fileOf = (id: string, ...names: readonly string[]): string =>
  cgroupsOf(id)
    .flatMap((folder) => names.map((name) => `${folder}/${name}`))
    .find((file) => existsSync(file)) ?? expect.fail(`no ${names.join(' or ')}`)

const memoryOf = (id: string): string =>
  readFileSync(fileOf(id, 'memory.usage_in_bytes', 'memory.current'), 'utf8').trim()

/** A cgroup stays busy for a moment after its last process. */
const removeCgroupsOf = (id: string): Promise<boolean> =>
  until('the end of cgroups', () => {
    for (const folder of cgroupsOf(id))
      try {
        rmdirSync(folder)
      } catch {}
    return cgroupsOf(id).length === 0 || null
  })

const everyContainerHas = [
  'container_cpu_usage_seconds_total',
  'container_memory_usage_bytes',
  'container_memory_working_set_bytes',
  'container_threads',
  'container_last_seen',
  'container_network_receive_bytes_total',
]

/** What these containers lack. */
const missing = (samples: Samples, containers: readonly string[]): string[] =>
  containers.flatMap((id) =>
    everyContainerHas
      .filter((metric) => seriesValue(samples, metric, id) === undefined)
      .map((metric) => `${metric} ${id}`),
  )

/** Collectors with problems of a kind that is more than the change of things; process 1 cannot be seen into by everybody. */
const failures = (samples: Samples): string[] =>
  [...samples.keys()].filter(
    (series) =>
      series.startsWith('netloupe_scrape_collector_problems{') &&
      !/kind="(vanished|interrupted)"|collector="namespaces",kind="denied"/.test(series),
  )

/** Nothing of a scrape but of containers that went is missing or wrong. */
const expectSound = (found: readonly Samples[], containers: readonly string[]): void => {
  expect(found.flatMap((samples) => missing(samples, containers))).toEqual([])
  expect(found.flatMap(failures)).toEqual([])
  expect(found.filter((samples) => samples.get('container_scrape_error') !== '0')).toEqual([])
}

test('a container whose cgroups vanish is left out alone, and comes back with them', async () => {
  const agent = await started()
  const [gone = '', ...others] = ids
  const pid = host.containers[0]?.pid ?? 0
  let without: Samples = new Map()
  const found = await scrapesDuring(agent, async () => {
    await sleep(500)
    for (const mount of hierarchies()) writeFileSync(`${mount}/cgroup.procs`, `${pid}`)
    await removeCgroupsOf(gone)
    // Counters that just came would be shared.
    await sleep(100)
    without = await sound(agent)
    await sleep(1000)
    containInCgroups(lab.runId, pid)
    await sleep(500)
  })
  expect(found.length).toBeGreaterThan(5)
  expectSound(found, others)
  expect(seriesValue(without, 'container_memory_usage_bytes', gone)).toBeUndefined()
  expect(missing(found[0] ?? new Map(), [gone])).toEqual([])
  await until('its memory again', async () =>
    seriesValue(await sound(agent), 'container_memory_usage_bytes', gone) === memoryOf(gone) ? true : null,
  )
})

test('a file that cannot be read, and one that was cut, cost a container that figure and no more', async () => {
  const [broken = '', ...others] = ids
  const folder = `/run/netloupe-lab/${lab.runId}/broken`
  mkdirSync(folder)
  // As root everything can be read, but no device on a filesystem that is mounted without devices.
  const script = `
    mount -n -t tmpfs -o nodev tmpfs "$1"
    mknod "$1/denied" c 1 3
    printf 'cache 12' > "$1/cut"
    mount -n --bind "$1/denied" "$2"
    mount -n --bind "$1/cut" "$3"
    exec ./netloupe agent --no-docker --listen 127.0.0.1:0`
  const files = [fileOf(broken, 'memory.usage_in_bytes', 'memory.current'), fileOf(broken, 'memory.stat')]
  const argv = ['--mount', '--propagation', 'private', '--', 'sh', '-ec', script, 'sh', folder, ...files]
  const child = spawn('unshare', argv, { cwd: checkoutRoot, env: shellEnvironment() })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  try {
    const url = await until(`listening (${said})`, () => / on (https?:\S+)\n/.exec(said)?.[1])
    const agent = { process: child, url, said: () => said }
    await ready(agent)
    for (let n = 0; n < 5; n++) {
      const samples = await sound(agent)
      expect(missing(samples, others)).toEqual([])
      expect(missing(samples, [broken]).map((line) => line.split(' ')[0])).toEqual([
        'container_memory_usage_bytes',
        'container_memory_working_set_bytes',
      ])
      expect(failures(samples).map((series) => /\{(.*)\}/.exec(series)?.[1])).toEqual([
        'collector="cgroups",kind="denied"',
        'collector="cgroups",kind="malformed"',
      ])
      await sleep(100)
    }
    const lines = said.split('\n').filter((line) => line.includes(broken.slice(0, 12)))
    expect(lines).toEqual([
      expect.stringMatching(/cgroups denied .*: read memory\.(usage_in_bytes|current): permission denied/),
      expect.stringMatching(/cgroups malformed .*: memory\.stat/),
    ])
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
})

/** Makes cgroups that are dead and not gone: each was charged for a page that is still there. */
const leaveDead = async (count: number, files: string): Promise<void> => {
  const [controller] = [fileOf(ids[0] ?? '', 'memory.stat')]
  const folder = controller.replace(/\/docker\/.*/, '/dead')
  const script = `
    const { mkdirSync, rmdirSync, writeFileSync } = require('node:fs')
    const [folder, files] = process.argv.slice(1)
    const enter = (name) => writeFileSync(folder + '/' + name + '/cgroup.procs', String(process.pid))
    mkdirSync(folder)
    if (require('node:fs').existsSync(folder + '/cgroup.controllers')) writeFileSync(folder + '/cgroup.subtree_control', '+memory')
    for (const name of ['home', ...Array(${count}).keys()]) {
      mkdirSync(folder + '/' + name)
      enter(name)
      writeFileSync(files + '/' + name, 'x')
      if (name > 0) rmdirSync(folder + '/' + (name - 1))
    }
    enter('home')
    rmdirSync(folder + '/${count - 1}')`
  const { stderr, status } = await execute([process.execPath, '-e', script, folder, files], {
    environment: host.run.environment,
  })
  expect(stderr + status).toBe('0')
}

/** How many memory cgroups there are, dead ones too. */
const memoryCgroups = (): number => {
  const folder = fileOf(ids[0] ?? '', 'memory.stat').replace(/\/[^/]+\/docker\/.*/, '')
  const two = /^nr_dying_descendants (\d+)$/m
  if (existsSync(`${folder}/cgroup.controllers`))
    return Number(two.exec(readFileSync(`${folder}/cgroup.stat`, 'utf8'))?.[1])
  return Number(/^memory\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/cgroups', 'utf8'))?.[1])
}

test('two thousand dead cgroups change neither the time of a scrape nor a value', async () => {
  const agent = await started()
  const medianMs = async (): Promise<number> => {
    const times: number[] = []
    for (let n = 0; n < 15; n++) {
      const begin = performance.now()
      expect(missing(await sound(agent), ids)).toEqual([])
      times.push(performance.now() - begin)
      // Counters that just came would be shared.
      await sleep(60)
    }
    return times.toSorted((one, other) => one - other)[7] ?? 0
  }
  const before = await medianMs()
  const [cgroups, files] = [memoryCgroups(), `/run/netloupe-lab/${lab.runId}/dead`]
  mkdirSync(files)
  await leaveDead(2000, files)
  expect(memoryCgroups() - cgroups).toBeGreaterThanOrEqual(1900)
  let after = Number.POSITIVE_INFINITY
  // Measured anew while it is slow: what else runs on the machine can only add to it.
  for (let round = 0; round < 6 && after >= 2 * before + 20; round++) after = Math.min(after, await medianMs())
  expect(after).toBeLessThan(2 * before + 20)
  const samples = await sound(agent)
  for (const id of ids) expect(seriesValue(samples, 'container_memory_usage_bytes', id)).toBe(memoryOf(id))
  expectSound([samples], ids)
  rmSync(files, { recursive: true })
})

/** A container without an engine, for a while: a process in a network namespace and cgroups of its own. */
const liveShortly = async (ms: number): Promise<string> => {
  const pid = await startSleeper(host.run, ['unshare', '--net', '--', 'sleep', 'infinity'])
  const id = containInCgroups(lab.runId, pid)
  await sleep(ms)
  process.kill(pid, 'SIGKILL')
  await removeCgroupsOf(id)
  return id
}

test('two hundred containers begin and end while it is scraped', async () => {
  const lived: string[] = []
  const worker = async (_: unknown, number: number): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) lived.push(await liveShortly(500 + ((number * 397 + turn * 811) % 4000)))
  }
  const churn = Promise.all(Array.from({ length: 40 }, worker))
  // Some are there at its first look, and go before the next.
  const agent = await started()
  const found = await scrapesDuring(agent, () => churn)
  // Every 0.3 to 0.8 s, as busy as the machine is.
  expect(found.length).toBeGreaterThan(10)
  expectSound(found, ids)
  const seen = lived.filter((id) =>
    found.some((samples) => seriesValue(samples, 'container_memory_usage_bytes', id) !== undefined),
  )
  expect(lived.length).toBe(200)
  expect(seen.length).toBeGreaterThan(10)
  expect(agent.said()).not.toMatch(/internal error|\n\s+at /)
}, 60_000)

test('a server that is killed while it is being scraped answers the next scrape', async () => {
  const agent = await started()
  process.kill(agent.process.pid ?? 0, 'SIGSTOP')
  const waiting = fetch(`${agent.url}/metrics`).catch(() => null)
  await sleep(300)
  process.kill(serverPid(agent), 'SIGKILL')
  expect(await waiting).toBeNull()
  process.kill(agent.process.pid ?? 0, 'SIGCONT')
  const [, url = ''] = await until('listening again', () => [...agent.said().matchAll(/ on (http:\S+)\n/g)][1])
  await ready({ ...agent, url })
  expectSound([await sound({ url })], ids)
})
