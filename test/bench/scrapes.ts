import { setTimeout as pause } from 'node:timers/promises'
import { containInCgroups } from '../lab/container-cgroups.ts'
import type { Lab } from '../lab/lab.ts'
import { type AgentProcess, startAgent } from './agent-process.ts'
import { median } from './median.ts'

/** What scrapes cost at one number of containers. */
export interface ScrapeCost {
  readonly count: number
  /** CPU of both processes for one scrape and container, collection included, in microseconds; median of the rounds. */
  readonly plainUs: number
  /** The same when the scraper asks for gzip. */
  readonly gzipUs: number
  /** CPU of both processes while nobody asks, as a part of one core. */
  readonly idleShare: number
  readonly series: number
  /** Milliseconds, of two scrapers that ask independently, with gzip. */
  readonly medianMs: number
  readonly p99Ms: number
  /** Longest time for which the server's event loop did nothing else, in milliseconds. */
  readonly blockedMs: number
  /** Of both processes after the warm-up and after all scrapes, in MB. */
  readonly residentBeforeMb: number
  readonly residentMb: number
  readonly scrapes: number
}

type Coding = 'gzip' | 'identity'

/** As Prometheus asks. */
const accept =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;q=0.5'

const rounds = 5
const scrapesOfRound = 10
const warmUps = 60
/** Counters younger than 50 ms are shared: who wants new ones waits longer. */
const apartMs = 60
const idleMs = 15_000
/** Two scrapers, as they usually are. */
const scrapersMs = 75_000
const intervalMs = 5_000

/** Containers without an engine: a process each, in a namespace and in cgroups of its own. */
export const buildContainers = async (lab: Lab, count: number): Promise<void> => {
  const { containers } = await lab.plainHost({
    name: 'many',
    bridges: [{ name: 'br0', subnet: '10.64.0.0/16' }],
    containers: Array.from({ length: count }, (_, at) => ({ name: `c${at}`, networks: ['br0'] })),
  })
  for (const { pid } of containers) containInCgroups(lab.runId, pid)
}

/** Asks an agent, and keeps what its server says of its event loop. */
class Scraper {
  readonly #agent: AgentProcess
  readonly #blockedMs: number[] = []
  scrapes = 0

  constructor(agent: AgentProcess) {
    this.#agent = agent
  }

  /** The longest time that the loop was blocked, after the warm-up, which compiles the program. */
  get blockedMs(): number {
    return Math.max(...this.#blockedMs.slice(warmUps))
  }

  async ask(coding: Coding): Promise<{ text: string; tookMs: number }> {
    const start = performance.now()
    const response = await fetch(`${this.#agent.url}/metrics`, { headers: { accept, 'accept-encoding': coding } })
    const text = await response.text()
    const tookMs = performance.now() - start
    if (response.status !== 200) throw new Error(`A scrape was answered with ${response.status}: ${text}`)
    this.scrapes++
    this.#blockedMs.push(Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1]) * 1000)
    return { text, tookMs }
  }

  async askTimes(times: number, coding: Coding): Promise<void> {
    for (let time = 0; time < times; time++) {
      await this.ask(coding)
      await pause(apartMs)
    }
  }

  /** Asks in the interval of a scraper. @returns latencies */
  async askRegularly(): Promise<number[]> {
    const end = performance.now() + scrapersMs
    const latencies: number[] = []
    await pause(Math.random() * intervalMs)
    while (performance.now() < end) {
      const { tookMs } = await this.ask('gzip')
      latencies.push(tookMs)
      await pause(Math.max(0, intervalMs - tookMs))
    }
    return latencies
  }
}

/** @param total scrapes after which memory is measured, at least */
export const measureScrapes = async (lab: Lab, count: number, total: number): Promise<ScrapeCost> => {
  await buildContainers(lab, count)
  await using agent = await startAgent(['--no-docker'])
  const scraper = new Scraper(agent)
  await scraper.askTimes(warmUps, 'gzip')
  const residentBefore = agent.residentBytes()
  const idleShare = await cpuDuring(agent, () => pause(idleMs))
  const costs: { [C in Coding]: number[] } = { identity: [], gzip: [] }
  for (let round = 0; round < rounds; round++)
    for (const coding of ['identity', 'gzip'] as const) {
      const start = performance.now()
      const share = await cpuDuring(agent, () => scraper.askTimes(scrapesOfRound, coding))
      costs[coding].push(((share - idleShare) * (performance.now() - start) * 1000) / scrapesOfRound / count)
    }
  const latencies = (await Promise.all([scraper.askRegularly(), scraper.askRegularly()])).flat()
  const sorted = latencies.toSorted((a, b) => a - b)
  await scraper.askTimes(Math.max(0, total - scraper.scrapes), 'gzip')
  const { text } = await scraper.ask('identity')
  const found = text.match(/^container_memory_usage_bytes\{/gm)?.length ?? 0
  if (found <= count) throw new Error(`The scrape shows the memory of ${found - 1} of ${count} containers.`)
  return {
    count,
    plainUs: median(costs.identity),
    gzipUs: median(costs.gzip),
    idleShare,
    series: text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    medianMs: median(sorted),
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    blockedMs: scraper.blockedMs,
    residentBeforeMb: residentBefore / 1e6,
    residentMb: agent.residentBytes() / 1e6,
    scrapes: scraper.scrapes,
  }
}

/** CPU of both processes during some work, as a part of one core. */
const cpuDuring = async (agent: AgentProcess, work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  const before = agent.cpuUs()
  await work()
  return (agent.cpuUs() - before) / ((performance.now() - start) * 1000)
}
