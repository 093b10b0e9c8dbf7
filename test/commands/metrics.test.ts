import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { containInCgroups, hierarchies } from '../lab/container-cgroups.ts'
import { type Lab, openLab, type PlainHost } from '../lab/lab.ts'
import { scrape, serverPid, started, until } from './running-agent.ts'

let lab: Lab
let host: PlainHost
let ids: readonly string[]

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'metrics',
    bridges: [{ name: 'br0', subnet: '10.3.0.0/24' }],
    containers: ['one', 'two', 'three'].map((name) => ({ name, networks: ['br0'] })),
  })
  ids = host.containers.map(({ pid }) => containInCgroups(lab.runId, pid))
})
afterAll(() => lab[Symbol.asyncDispose]())

/** The value of the one series that has this name and, somewhere in its labels, this text. */
const seriesValue = (text: string, name: string, within: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(`${name}{`) && line.includes(within))
    ?.split(' ')
    .at(-1)

/** A file of the container's cgroup, from whichever hierarchy has it. */
const fileOf = (id: string, name: string): string | undefined => {
  for (const mount of hierarchies())
    try {
      return readFileSync(`${mount}/${lab.runId}/docker/${id}/${name}`, 'utf8').trim()
    } catch {}
  return undefined
}

describe('metrics of a running agent', () => {
  it("are the kernel's numbers, for every container", async () => {
    const agent = await started()
    const text = await scrape(agent)
    for (const [at, id] of ids.entries()) {
      const memory = fileOf(id, 'memory.usage_in_bytes') ?? fileOf(id, 'memory.current')
      expect(seriesValue(text, 'container_memory_usage_bytes', id)).toBe(memory)
      expect(seriesValue(text, 'container_threads', id)).toBe(fileOf(id, 'pids.current'))
      const pid = host.containers[at]?.pid
      const received = /eth0:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/net/dev`, 'utf8'))?.[1]
      expect(Number(seriesValue(text, 'container_network_receive_bytes_total', id))).toBeLessThanOrEqual(
        Number(received),
      )
      expect(Number(seriesValue(text, 'container_network_receive_bytes_total', id))).toBeGreaterThan(0)
    }
  })

  it('are counted once for two who ask at the same time', async () => {
    const agent = await started()
    const [one, other] = await Promise.all([scrape(agent), scrape(agent)])
    const time = (text: string): string | undefined => /^netloupe_usage_timestamp_seconds (\S+)$/m.exec(text)?.[1]
    expect(time(one)).toBeDefined()
    expect(time(one)).toBe(time(other))
  })

  it('can be chosen, at the start and in each request', async () => {
    const agent = await started('--no-collector.memory', '--collector.tcp')
    const all = await scrape(agent)
    expect(all).not.toContain('container_memory_usage_bytes')
    expect(all).toContain('container_network_tcp_usage_total')
    const some = await scrape(agent, '?collect[]=cpu&collect[]=pids')
    const families = [...some.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)
    expect(families).toContain('container_cpu_usage_seconds_total')
    expect(families).toContain('container_threads')
    expect(families.filter((name) => !/^(netloupe_)?container_(cpu|threads|pids)_?/.test(name))).toEqual([])
    const refused = await fetch(`${agent.url}/metrics?collect[]=memory`)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('start the agent with --collector.memory')
    expect((await fetch(`${agent.url}/metrics?collect[]=cpu&exclude[]=pids`)).status).toBe(400)
  })

  it('are compressed, and in the format that is asked for', async () => {
    const agent = await started()
    const ask = (headers: { [name: string]: string }) => fetch(`${agent.url}/metrics`, { headers })
    const plain = await ask({ 'accept-encoding': 'identity' })
    expect(plain.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    expect(plain.headers.get('content-encoding')).toBeNull()
    const open = await ask({ accept: 'application/openmetrics-text; version=1.0.0', 'accept-encoding': 'gzip' })
    expect(open.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
    expect(open.headers.get('content-encoding')).toBe('gzip')
    expect(await open.text()).toMatch(/\n# EOF\n$/)
  })

  it('stay when the collector hangs, without what it would have counted', async () => {
    const agent = await started()
    await scrape(agent)
    process.kill(agent.process.pid ?? 0, 'SIGSTOP')
    // Counters that just came would be shared.
    await sleep(100)
    try {
      const text = await scrape(agent)
      expect(text).not.toContain('container_memory_usage_bytes')
      expect(text).toMatch(/^container_scrape_error 1$/m)
      expect(text).toMatch(/^netloupe_build_info/m)
    } finally {
      process.kill(agent.process.pid ?? 0, 'SIGCONT')
    }
    await until('counters again', async () =>
      (await scrape(agent)).includes('container_memory_usage_bytes') ? true : null,
    )
  })

  it('are refused to more than the agent is told to answer', async () => {
    const agent = await started('--web.max-requests', '1')
    process.kill(agent.process.pid ?? 0, 'SIGSTOP')
    const waiting = fetch(`${agent.url}/metrics`)
    await until('the first to be under way', async () => {
      const second = await fetch(`${agent.url}/metrics`)
      return second.status === 503 ? second.text() : null
    })
    process.kill(agent.process.pid ?? 0, 'SIGCONT')
    expect((await waiting).status).toBe(200)
  })

  it('show containers that stop for five minutes more, with a time that stands still', async () => {
    const agent = await started('--last-seen-retention', '300')
    const [, , last] = host.containers
    const id = ids[2] ?? ''
    const before = Number(seriesValue(await scrape(agent), 'container_last_seen', id))
    process.kill(last?.pid ?? 0, 'SIGKILL')
    await until('its end', async () =>
      seriesValue(await scrape(agent), 'container_memory_usage_bytes', id) === undefined ? true : null,
    )
    const seen = Number(seriesValue(await scrape(agent), 'container_last_seen', id))
    expect(seen).toBeGreaterThanOrEqual(before)
    expect(Number(seriesValue(await scrape(agent), 'container_last_seen', id))).toBe(seen)
    // The others are not touched by it.
    expect(seriesValue(await scrape(agent), 'container_memory_usage_bytes', ids[0] ?? '')).toBeDefined()
  }, 60_000)

  it('tell what both processes of the agent cost', async () => {
    const agent = await started()
    const text = await scrape(agent)
    const resident = Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${agent.process.pid}/status`, 'utf8'))?.[1])
    const told = Number(/^netloupe_collector_resident_memory_bytes (\d+)$/m.exec(text)?.[1])
    expect(told / 1024 / resident).toBeGreaterThan(0.7)
    expect(told / 1024 / resident).toBeLessThan(1.3)
    const server = readFileSync(`/proc/${serverPid(agent)}/status`, 'utf8')
    const own = Number(/^process_resident_memory_bytes (\d+)$/m.exec(text)?.[1])
    expect(own / 1024 / Number(/^VmRSS:\s+(\d+)/m.exec(server)?.[1])).toBeGreaterThan(0.7)
  })
})
