import { setTimeout as pause } from 'node:timers/promises'
import { containInCgroups } from '../lab/container-cgroups.ts'
import type { Lab } from '../lab/lab.ts'
import { type AgentProcess, startAgent } from './agent-process.ts'
import { median } from './median.ts'

/** What scrapes cost at one number of containers. */
export interface ScrapeCost {
  readonly count: number
  /** CPU of both processes for one scrape and container, collection included, in microseconds; median of the rounds. */
  readonly cpuUs: number
  /** CPU of both processes while nobody asks, as a part of one core. */
  readonly idleShare: number
  readonly series: number
  /** Milliseconds, of two scrapers that ask independently. */
  readonly medianMs: number
  readonly p99Ms: number
  /** Longest time for which the server's event loop did nothing else, in milliseconds. */
  readonly blockedMs: number
  /** Of both processes after all scrapes, in MB; the first after as many as a warm-up has. */
  readonly residentBeforeMb: number
  readonly residentMb: number
  readonly scrapes: number
}

/** As Prometheus asks. */
const headers = {
  accept:
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;q=0.5',
  'accept-encoding': 'gzip',
}

const rounds = 9
const scrapesOfRound = 10
const warmUps = 60
/** Counters younger than 50 ms are shared: who wants new ones waits longer. */
const apartMs = 100
const idleMs = 12_000
const scrapersMs = 60_000

const scrape = async (agent: AgentProcess): Promise<{ text: string; tookMs: number }> => {
  const start = performance.now()
  const response = await fetch(`${agent.url}/metrics`, { headers })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`A scrape was answered with ${response.status}: ${text}`)
  return { text, tookMs: performance.now() - start }
}

/** Containers without an engine: a process each, in a namespace and in cgroups of its own. */
export const buildContainers = async (lab: Lab, count: number): Promise<void> => {
  const { containers } = await lab.plainHost({
    name: 'many',
    bridges: [{ name: 'br0', subnet: '10.64.0.0/16' }],
    containers: Array.from({ length: count }, (_, at) => ({ name: `c${at}`, networks: ['br0'] })),
  })
  for (const { pid } of containers) containInCgroups(lab.runId, pid)
}

/** @param total scrapes after which memory is measured */
export const measureScrapes = async (lab: Lab, count: number, total: number): Promise<ScrapeCost> => {
  await buildContainers(lab, count)
  await using agent = await startAgent(['--no-docker'])
  const blocked: number[] = []
  let scrapes = 0
  const ask = async (): Promise<{ text: string; tookMs: number }> => {
    const answer = await scrape(agent)
    const lag = /^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(answer.text)?.[1]
    // The first ones compile the program.
    if (scrapes++ > warmUps) blocked.push(Number(lag) * 1000)
    return answer
  }
  for (let i = 0; i < warmUps; i++) {
    await ask()
    await pause(apartMs)
  }
  const idleShare = await cpuDuring(agent, idleMs)
  const costs: number[] = []
  for (let round = 0; round < rounds; round++)
    costs.push((await roundCost(agent, ask, idleShare)) / scrapesOfRound / count)
  const residentBefore = agent.residentBytes()
  const latencies = (await Promise.all([scraper(ask), scraper(ask)])).flat().toSorted((a, b) => a - b)
  while (scrapes < total) {
    await ask()
    await pause(apartMs)
  }
  const { text } = await ask()
  const found = text.match(/^container_memory_usage_bytes\{/gm)?.length ?? 0
  if (found <= count) throw new Error(`The scrape shows the memory of ${found - 1} of ${count} containers.`)
  return {
    count,
    cpuUs: median(costs),
    idleShare,
    series: text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length,
    medianMs: median(latencies),
    p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? Number.NaN,
    blockedMs: Math.max(...blocked),
    residentBeforeMb: residentBefore / 1e6,
    residentMb: agent.residentBytes() / 1e6,
    scrapes,
  }
}

/** CPU for some scrapes in microseconds, without what the agent would have used anyway in that time. */
const roundCost = async (agent: AgentProcess, ask: () => Promise<unknown>, idleShare: number): Promise<number> => {
  const start = performance.now()
  const before = agent.cpuUs()
  for (let i = 0; i < scrapesOfRound; i++) {
    await ask()
    await pause(apartMs)
  }
  return agent.cpuUs() - before - idleShare * (performance.now() - start) * 1000
}

const cpuDuring = async (agent: AgentProcess, ms: number): Promise<number> => {
  const before = agent.cpuUs()
  await pause(ms)
  return (agent.cpuUs() - before) / (ms * 1000)
}

/** Asks every half second for a minute, ten times as often as the slower of two usual scrapers. */
const scraper = async (ask: () => Promise<{ tookMs: number }>): Promise<number[]> => {
  const end = performance.now() + scrapersMs
  const latencies: number[] = []
  await pause(Math.random() * 500)
  while (performance.now() < end) {
    const { tookMs } = await ask()
    latencies.push(tookMs)
    await pause(Math.max(0, 500 - tookMs))
  }
  return latencies
}
