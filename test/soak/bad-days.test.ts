import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshSeed, randomFrom } from '../kernel/random.ts'
import { hierarchies } from '../lab/container-cgroups.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { type Service, startService } from './agent.ts'
import { compareWithFreshLook } from './compare.ts'
import { lastingGraphOf, linesOfRun } from './lasting-graph.ts'
import { statusField } from './processes.ts'
import { scrapeOnce } from './scraping.ts'

let lab: Lab
let docker: DockerHost
let agent: Service

beforeAll(async () => {
  lab = await openLab()
  docker = await lab.dockerHost({ name: 'bad' })
  await docker.cli(
    'run',
    '-d',
    '--name',
    'web',
    '--stop-signal',
    'KILL',
    '-p',
    '8080:80',
    'lab/busybox',
    'sleep',
    '1000',
  )
  agent = await startService(words())
}, 180_000)
afterAll(async () => {
  await agent[Symbol.asyncDispose]()
  await lab[Symbol.asyncDispose]()
})

const words = (): readonly string[] => ['--docker-host', docker.dockerHost]

/** Also of what changed since the last time. */
const expectFreshGraph = async ({ url } = agent): Promise<void> => {
  await docker.exec(['ip', 'addr', 'add', `10.77.${++changes}.1/24`, 'dev', 'docker0'])
  const topology = async (): Promise<string> => await (await fetch(`${url}/api/v1/topology`)).text()
  const lines = async (): Promise<readonly string[]> => linesOfRun(lastingGraphOf(await topology()), lab.runId)
  const { size, differences } = await compareWithFreshLook(lab.runId, words(), [{ name: 'the agent', lines }])
  expect(differences).toEqual([])
  expect(size).toBeGreaterThan(10)
}
let changes = 0

const expectScrape = async ({ url } = agent): Promise<void> => {
  expect((await scrapeOnce(url)).failure).toBe('')
}

const patience = { timeout: 60_000, interval: 100 }

/** Waits until the agent says something beyond what it had said. */
const expectSaid = (words: RegExp, after: string): Promise<void> =>
  expect.poll(() => agent.said().slice(after.length), patience).toMatch(words)

const limitOpenFiles = (pid: number, most: number): void => {
  execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${most}:`])
}

/** Puts a process into a cgroup of its own, below a controller, and limits it. */
const limited = (controller: 'memory' | 'pids', pid: number, limits: { readonly [file: string]: number }) => {
  const mounts = hierarchies()
  const folders = mounts.map((mount) => `${mount}/${lab.runId}/${controller}`)
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true })
    const file = Object.keys(limits).find((name) => existsSync(`${folder}/${name}`))
    if (file === undefined) continue
    writeFileSync(`${folder}/${file}`, `${limits[file]}`)
    writeFileSync(`${folder}/cgroup.procs`, `${pid}`)
    return { free: () => writeFileSync(`${folder}/${file}`, file.endsWith('bytes') ? '-1' : 'max') }
  }
  return expect.fail(`no controller ${controller}`)
}

test('without a descriptor to be had the agent goes on, and starts its server when there is one again', async () => {
  await expectScrape()
  const before = agent.said()
  limitOpenFiles(agent.collector(), 20)
  await expectSaid(/EMFILE/, before)
  await expectScrape()
  const said = agent.said()
  process.kill(agent.server(), 'SIGKILL')
  await expectSaid(/the server cannot be started \(.*EMFILE\); trying again/, said)
  limitOpenFiles(agent.collector(), 4_096)
  await agent.ready()
  await expectScrape()
  await expectFreshGraph()
  expect(agent.hasFailed()).toBe(false)
}, 120_000)

test('without a process to be had a server that was killed comes when there is one again', async () => {
  const said = agent.said()
  const { free } = limited('pids', agent.collector(), { 'pids.max': statusField(agent.collector(), 'Threads') })
  process.kill(agent.server(), 'SIGKILL')
  await expectSaid(/the server cannot be started \(.*EAGAIN\); trying again/, said)
  free()
  await agent.ready()
  await expectScrape()
  await expectFreshGraph()
}, 120_000)

test('a server for which there is no memory is started again', async () => {
  const [said, server] = [agent.said(), agent.server()]
  const { free } = limited('memory', server, { 'memory.limit_in_bytes': 1_000_000, 'memory.max': 1_000_000 })
  await expect.poll(async () => (await scrapeOnce(agent.url)).own, patience).toBeNull()
  await expectSaid(/the server ended; starting it again \(/, said)
  free()
  await agent.ready()
  expect(agent.server()).not.toBe(server)
  await expectScrape()
  await expectFreshGraph()
}, 120_000)

/** The clock of its processes is a day or fifty years off, before or after, another each time that it is read. */
const jumpingClock = `
  const RealDate = Date
  const offsets = [0, 864e5, -864e5, -1.7e12, 3e11]
  let reads = 0
  const now = () => RealDate.now() + offsets[reads++ % offsets.length]
  globalThis.Date = class extends RealDate {
    constructor(...of) { if (of.length === 0) super(now()); else super(...of) }
    static now() { return now() }
  }`

test('a clock that jumps changes times that are shown, and nothing else', async () => {
  const option = `--import=data:text/javascript,${encodeURIComponent(jumpingClock)}`
  await using own = await startService(words(), { NODE_OPTIONS: option })
  const times: number[] = []
  const spread = async (): Promise<number> => {
    const { headers } = await fetch(`${own.url}/api/v1/topology`)
    times.push(Date.parse(headers.get('last-modified') ?? ''))
    return Math.max(...times) - Math.min(...times)
  }
  await expect.poll(spread, patience).toBeGreaterThan(300 * 864e5)
  await expectScrape(own)
  await expectFreshGraph(own)
}, 120_000)

test('while something else is in the place of the engine, containers keep their names; the engine is found again', async () => {
  const up = async (): Promise<string | undefined> => /^netloupe_docker_up (\d)$/m.exec(await text())?.[1]
  const isNamed = async (): Promise<boolean> => /^container_last_seen\{[^}]*name="web"/m.test(await text())
  expect([await up(), await isNamed()]).toEqual(['1', true])
  renameSync(docker.socket, `${docker.socket}.away`)
  writeFileSync(docker.socket, '')
  await expect.poll(up, patience).toBe('0')
  expect(await isNamed()).toBe(true)
  renameSync(`${docker.socket}.away`, docker.socket)
  await expect.poll(up, patience).toBe('1')
  await docker.restart('SIGKILL')
  await docker.cli('start', 'web')
  await expect.poll(up, patience).toBe('1')
  await expectFreshGraph()
}, 240_000)

test('an agent that is killed at any moment leaves nothing that keeps the next from its work', async () => {
  const random = randomFrom(freshSeed())
  for (let round = 0; round < 5; round++) {
    await agent.killAgent()
    await sleep(random.below(1_500))
  }
  await agent.ready()
  await expectScrape()
  await expectFreshGraph()
}, 120_000)

const text = async (): Promise<string> => await (await fetch(`${agent.url}/metrics`)).text()
