import { readFileSync, rmdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { narrowMachine } from '../kernel/narrow-root.ts'
import { configure } from '../lab/configure.ts'
import { containInCgroups, hierarchies } from '../lab/container-cgroups.ts'
import { execute } from '../lab/execute.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { createNamespaces, spaceName } from '../lab/space.ts'
import { sleepIn } from '../lab/start-sleeper.ts'
import { nthAddress } from '../lab/subnet.ts'
import { type OpenFiles, openFilesOf } from './open-files.ts'
import { type Agent, scrape, serverPid, started } from './running-agent.ts'

const containers = 15
const scrapes = 1200
/** Memory is taken for settled after so many. */
const warmUps = 200
/** Counters younger than 50 ms are shared: who wants new ones waits longer. */
const apartMs = 55
/**
 * By how much the least memory of the second half may exceed that of the first. V8 collects all of its heap about every five hundred
 * scrapes here, and the C library gives back what it does not need now and then: in between, memory goes up and down by 30 MB.
 */
const mostMb = 20
const mostHeapMb = 5
const subnet = '10.4.0.0/16'

let lab: Lab
let host: PlainHost
/** Where the agent sees this lab alone: what other tests build at the same time would be in its memory. */
let root: string

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({ name: 'leak', bridges: [{ name: 'br0', subnet }], containers: [] })
  root = narrowMachine(lab.runId)
})
afterAll(() => lab[Symbol.asyncDispose]())

/** A process in a namespace and in cgroups of its own. */
interface Contained {
  readonly id: string
  readonly pid: number
  readonly netns: string
}

let begun = 0

const begin = async (): Promise<Contained> => {
  const number = begun++
  const netns = spaceName(host.run, 'leak', `c${number}`)
  await createNamespaces(host.run, [netns])
  await host.exec(`ip link add v${number} master br0 up type veth peer name eth0 netns ${netns}`.split(' '))
  const address = `addr add ${nthAddress(subnet, 2 + number)} dev eth0`
  await configure(host.run, [{ netns, lines: ['link set lo up', 'link set eth0 up', address] }])
  const pid = await sleepIn(host.run, netns)
  const id = containInCgroups(lab.runId, pid)
  symlinkSync(`/proc/${pid}`, join(root, 'proc', `${pid}`))
  return { id, pid, netns }
}

const end = async ({ id, pid, netns }: Contained): Promise<void> => {
  process.kill(pid, 'SIGKILL')
  for (const mount of hierarchies()) await removed(`${mount}/${lab.runId}/docker/${id}`)
  await execute(['ip', 'netns', 'del', netns], { environment: host.run.environment })
  rmSync(join(root, 'proc', `${pid}`))
}

/** A cgroup is busy for a moment after its last process. */
const removed = async (folder: string): Promise<void> => {
  for (let attempt = 0; ; attempt++)
    try {
      return rmdirSync(folder)
    } catch (error) {
      if (attempt === 500) throw error
      await sleep(2)
    }
}

/** As Prometheus asks. */
const headers = {
  accept: 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5',
  'accept-encoding': 'gzip',
}

const prometheusScrape = (agent: Agent): Promise<string> => scrape(agent, '', headers)

const processesOf = (agent: Agent): readonly number[] => [agent.process.pid ?? 0, serverPid(agent)]

const filesOf = (agent: Agent): OpenFiles => openFilesOf(processesOf(agent), lab.runId)

const ids = (members: readonly Contained[]): string[] => members.map(({ id }) => id).toSorted()

const status = (pid: number, field: string): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])

const threads = (agent: Agent): number[] => processesOf(agent).map((pid) => status(pid, 'Threads'))

interface Memory {
  readonly collectorMb: number
  readonly serverMb: number
  /** Of the server's objects, those that V8 has not collected yet among them. */
  readonly heapMb: number
}

const memoryOf = (agent: Agent, text: string): Memory => {
  const [collectorMb = 0, serverMb = 0] = processesOf(agent).map((pid) => status(pid, 'VmRSS') / 1000)
  const heap = /^nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1]
  return { collectorMb, serverMb, heapMb: Number(heap) / 1e6 }
}

test('more than a thousand scrapes while containers come and go leave nothing behind', async () => {
  const members = await Promise.all(Array.from({ length: containers }, begin))
  const agent = await started('--root', root)
  await expect
    .poll(() => prometheusScrape(agent).then(() => Object.keys(filesOf(agent).kept).toSorted()))
    .toEqual(ids(members))
  const before = { files: filesOf(agent), threads: threads(agent) }
  const each = new Set(Object.values(before.files.kept))

  const memory: Memory[] = []
  const seen = new Set<string>()
  const scraping = async (): Promise<void> => {
    while (memory.length < scrapes) {
      const text = await prometheusScrape(agent)
      for (const [, id = ''] of text.matchAll(/container_memory_usage_bytes\{id="[^"]*(\w{64})/g)) seen.add(id)
      memory.push(memoryOf(agent, text))
      await sleep(apartMs)
    }
  }
  const churning = async (): Promise<void> => {
    while (memory.length < scrapes) {
      const [oldest] = members.splice(0, 1)
      if (oldest) await end(oldest)
      members.push(await begin())
      await sleep(100)
    }
  }
  await Promise.all([scraping(), churning()])
  // Of what came and went, most must have been seen.
  expect(seen.size).toBeGreaterThan(3 * containers)

  await expect
    .poll(() => prometheusScrape(agent).then(() => filesOf(agent)), { timeout: 60_000, interval: 500 })
    .toEqual({ kept: Object.fromEntries(members.map(({ id }) => [id, [...each][0]])), others: before.files.others })
  expect(threads(agent)).toEqual(before.threads)
  await expect.poll(() => hostEnds()).toBe(containers)

  const middle = (warmUps + scrapes) / 2
  const [settled, last] = [memory.slice(warmUps, middle), memory.slice(middle)]
  expect(least(last.map(both))).toBeLessThan(least(settled.map(both)) + mostMb)
  expect(Math.max(...last.map(both))).toBeLessThan(Math.max(...settled.map(both)) + mostMb)
  expect(least(last.map(heap))).toBeLessThan(least(settled.map(heap)) + mostHeapMb)
}, 400_000)

const both = ({ collectorMb, serverMb }: Memory): number => collectorMb + serverMb
const heap = ({ heapMb }: Memory): number => heapMb
const least = (values: readonly number[]): number => Math.min(...values)

/** Interfaces of the host that lead to containers. */
const hostEnds = async (): Promise<number> =>
  (await host.exec(['ip', '-o', 'link', 'show', 'type', 'veth'])).stdout.split('\n').filter(Boolean).length
