import { setTimeout as sleep } from 'node:timers/promises'
import { openFilesOf } from '../commands/open-files.ts'
import { type Random, randomFrom } from '../kernel/random.ts'
import { openLab } from '../lab/lab.ts'
import { type Service, startService } from './agent.ts'
import { type Comparison, compareWithFreshLook } from './compare.ts'
import { containerDeeds } from './deeds/containers.ts'
import type { Deeds, Ground } from './deeds/deed.ts'
import { namespaceDeeds } from './deeds/namespaces.ts'
import { type Fault, hitches, killings } from './faults.ts'
import { followChanges } from './follower.ts'
import { lastingGraphOf, linesOfRun } from './lasting-graph.ts'
import { openProbe, type Probe } from './probe.ts'
import { type Meter, startMeter, statusField } from './processes.ts'
import { type Scraped, scrapeOnce } from './scraping.ts'

export interface SoakOptions {
  readonly minutes: number
  /** At most at a time. */
  readonly containers: number
  readonly namespaces: number
  /** Namespaces that come and go now and then, as fast as they can. */
  readonly storm: number
  /** Between two changes of each of the two kinds, in the middle, in milliseconds. */
  readonly pauseMs: number
  readonly seed: number
  readonly tell: (line: string) => void
}

/** A fault that happened, from when to when, in milliseconds of the monotonic clock. */
export interface Happened {
  readonly name: string
  readonly isAgents: boolean
  readonly from: number
  readonly to: number
}

/** What a soak saw. */
export interface Soaked {
  readonly scrapes: readonly Scraped[]
  readonly faults: readonly Happened[]
  /** Changes that were made, and how many of them were refused. */
  readonly deeds: { readonly made: number; readonly refused: number }
  readonly latencies: readonly number[]
  readonly changes: number
  /** See Follower. */
  readonly notices: readonly string[]
  readonly meter: ReturnType<Meter['costs']>
  readonly openFiles: readonly [before: readonly string[], after: readonly string[]]
  readonly threads: readonly [before: number, after: number]
  readonly comparisons: readonly Comparison[]
  readonly hasFailed: boolean
  readonly said: string
}

/** Between two scrapes. */
const scrapePauseMs = 2_000

/** The part of the time in which the agent's processes are killed; for the rest of it they live, and are measured. */
const killingPart = 0.2

export const soak = async (options: SoakOptions): Promise<Soaked> => {
  await using lab = await openLab()
  const random = randomFrom(options.seed)
  const docker = await lab.dockerHost({ name: 'soak' })
  const ground: Ground = { ...options, docker, random }
  const kinds = [containerDeeds(ground), await namespaceDeeds(ground)]
  const words = ['--docker-host', docker.dockerHost]
  await using agent = await startService(words)
  using probe = await openProbe(docker)
  await using follower = followChanges(agent.url, probe.hear)

  const scrapes: Scraped[] = []
  const faults: Happened[] = []
  const counts = { made: 0, refused: 0 }
  const linesOf = (json: string): readonly string[] => linesOfRun(lastingGraphOf(json), lab.runId)
  const compare = (): Promise<Comparison> =>
    compareWithFreshLook(lab.runId, words, [
      { name: 'the agent', lines: async () => linesOf(await (await fetch(`${agent.url}/api/v1/topology`)).text()) },
      { name: 'the reader of events', lines: async () => linesOfRun(follower.graph() ?? new Map(), lab.runId) },
    ])
  let meter: Meter | null = null
  /** Everything changes at once until a time, and comes to an end in peace. */
  const churn = async (until: number, troubles: readonly Fault[]): Promise<void> => {
    const isOver = (): boolean => performance.now() > until
    await Promise.all([
      ...kinds.map((kind) => disturb(kind, options, random, isOver, counts)),
      trouble(troubles, random, isOver, probe, faults, options.tell),
      changeAgain(probe, isOver),
    ])
  }
  const clear = async (): Promise<void> => {
    for (const kind of kinds) await kind.clear()
  }

  const state = { isOver: false }
  const scraping = scrapeAgain(
    agent,
    () => state.isOver,
    (scraped) => {
      scrapes.push(scraped)
      meter?.sample()
    },
  )
  try {
    const begin = performance.now()
    const lengthMs = options.minutes * 60_000
    await churn(begin + lengthMs * killingPart, killings(agent))
    const comparisons = [await compare()]
    await clear()
    comparisons.push(await compare())
    const before = await restingState(agent, lab.runId)
    const measuring = startMeter(agent)
    meter = measuring
    await churn(begin + lengthMs, hitches(agent, ground))
    const costs = measuring.costs()
    meter = null
    comparisons.push(await compare())
    await clear()
    comparisons.push(await compare())
    const after = await settledState(agent, lab.runId, before)
    return {
      scrapes,
      faults,
      deeds: counts,
      latencies: probe.latencies,
      changes: follower.changes(),
      notices: follower.notices(),
      meter: costs,
      openFiles: [before.files, after.files],
      threads: [before.threads, after.threads],
      comparisons,
      hasFailed: agent.hasFailed(),
      said: agent.said(),
    }
  } finally {
    state.isOver = true
    await scraping
  }
}

type Over = () => boolean

/** Does one thing after the other. */
const disturb = async (
  { deeds }: Deeds,
  { pauseMs }: SoakOptions,
  random: Random,
  isOver: Over,
  counts: { made: number; refused: number },
): Promise<void> => {
  const all = Object.values(deeds)
  while (!isOver()) {
    const deed = random.of(all)
    counts.made++
    await deed().catch(() => counts.refused++)
    await sleep(random.below(2 * pauseMs))
  }
}

/** Lets one fault after the other happen, each of them before any comes again. */
const trouble = async (
  troubles: readonly Fault[],
  random: Random,
  isOver: Over,
  probe: Probe,
  happened: Happened[],
  tell: (line: string) => void,
): Promise<void> => {
  let waiting: Fault[] = []
  while (!isOver()) {
    await sleep(2_000 + random.below(6_000))
    if (waiting.length === 0) waiting = [...troubles]
    const [fault] = waiting.splice(random.below(waiting.length), 1)
    if (fault === undefined) return
    const { name, isAgents, happen } = fault
    const from = performance.now()
    if (isAgents) probe.forget()
    await happen()
    if (isAgents) probe.forget()
    happened.push({ name, isAgents, from, to: performance.now() })
    tell(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`)
  }
}

const scrapeAgain = async ({ url }: Service, isOver: Over, onScraped: (scraped: Scraped) => void): Promise<void> => {
  while (!isOver()) {
    onScraped(await scrapeOnce(url))
    await sleep(scrapePauseMs)
  }
}

const changeAgain = async (probe: Probe, isOver: Over): Promise<void> => {
  while (!isOver()) {
    probe.change()
    await sleep(250)
  }
}

const stateOf = (agent: Service, runId: string): { readonly files: readonly string[]; readonly threads: number } => {
  const pids = [agent.collector(), agent.server()]
  const { kept, others } = openFilesOf(pids, runId)
  const files = [...Object.entries(kept).map(([id, count]) => `${count} files of container ${id}`), ...others]
  return { files, threads: pids.reduce((sum, pid) => sum + statusField(pid, 'Threads'), 0) }
}

/** As it is between two looks: a look opens namespaces for a moment. */
const restingState = async (agent: Service, runId: string): Promise<ReturnType<typeof stateOf>> => {
  let least = stateOf(agent, runId)
  for (let sample = 0; sample < 20; sample++) {
    await sleep(100)
    const state = stateOf(agent, runId)
    if (state.files.length < least.files.length) least = state
  }
  return least
}

/** What is given back a moment later is no leak. */
const settledState = async (
  agent: Service,
  runId: string,
  before: ReturnType<typeof stateOf>,
): Promise<ReturnType<typeof stateOf>> => {
  for (let attempt = 0; ; attempt++) {
    const state = stateOf(agent, runId)
    if (state.files.join() === before.files.join() || attempt === 60) return state
    await sleep(1_000)
  }
}
