import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLab } from '../lab/lab.ts'
import { type LookCost, measureLooks } from './looks.ts'
import { measureRules } from './rules.ts'
import { measureScrapes, type ScrapeCost } from './scrapes.ts'
import { buildStage } from './stage.ts'
import { measureTopology } from './topology.ts'
import { measureWhy } from './why.ts'

const usage = `usage: node test/bench/main.ts [looks] [topology] [scrapes] [rules] [why]   measure some, or all without a word
The status is 1 when a target is missed.
`

/** A figure that has to stay below a limit. */
interface Target {
  readonly what: string
  readonly value: number
  readonly limit: number
  readonly unit: string
}

const counts = [50, 200, 1000]
const rounds = 9
const containers = 30
const scrapedCounts = [50, 200, 500]
const manyScrapes = 1000

const looks = async (directory: string): Promise<readonly Target[]> => {
  const costs: LookCost[] = []
  for (const count of counts) {
    await using lab = await openLab()
    process.stdout.write(`Building a host with ${count} namespaces …\n`)
    costs.push(await measureLooks(await buildStage(lab, `${directory}/${count}`, count), rounds))
  }
  process.stdout.write(table(costs))
  const ratios = costs.map(({ count, usual, dumps }) => ({
    what: `a look at ${count} namespaces, as a multiple of the dumps in C`,
    value: usual / dumps,
    limit: 5,
    unit: '',
  }))
  return [...ratios, growth(costs)]
}

/** What a namespace costs more among many than among few, beyond what it costs more in C. */
const growth = (costs: readonly LookCost[]): Target => {
  const [few, many] = [costs[0], costs.at(-1)]
  const value = few && many ? (many.usual - (many.dumps - few.dumps)) / few.usual : Number.NaN
  const what = `a namespace among ${many?.count} as a multiple of one among ${few?.count}, without the kernel's growth`
  return { what, value, limit: 1.3, unit: '' }
}

const table = (costs: readonly LookCost[]): string => {
  const header = [
    'namespaces',
    'C: dumps',
    'netloupe',
    'C: all calls',
    'thorough',
    'first look',
    'usual / C',
    'thorough / C',
  ]
  const rows = costs.map(({ count, dumps, usual, calls, thorough, first }) => [
    String(count),
    ...[dumps, usual, calls, thorough, first].map((cost) => cost.toFixed(0)),
    ...[usual / dumps, thorough / calls].map((ratio) => ratio.toFixed(2)),
  ])
  const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(12)).join('  ')
  return `CPU in µs for each namespace, median of ${rounds} rounds\n${[header, ...rows].map(line).join('\n')}\n`
}

const topology = async (): Promise<readonly Target[]> => {
  await using lab = await openLab()
  process.stdout.write(`Starting a Docker engine with ${containers} containers …\n`)
  const value = await measureTopology(lab, containers, rounds)
  return [{ what: `netloupe topology with ${containers} containers, the whole process`, value, limit: 0.7, unit: ' s' }]
}

const scrapes = async (): Promise<readonly Target[]> => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: ['ignore', 2, 2],
  })
  const costs: ScrapeCost[] = []
  for (const count of scrapedCounts) {
    await using lab = await openLab()
    process.stdout.write(`Building ${count} containers …\n`)
    costs.push(await measureScrapes(lab, count, count === scrapedCounts.at(-1) ? manyScrapes : 0))
  }
  process.stdout.write(scrapeTable(costs))
  const [few, many] = [costs[0], costs.at(-1)]
  if (few === undefined || many === undefined) return []
  return [
    ...costs.map(({ count, plainUs }) => ({
      what: `CPU of a scrape of ${count} containers, for each`,
      value: plainUs,
      limit: 200,
      unit: ' µs',
    })),
    {
      what: 'a container among many as a multiple of one among few',
      value: many.plainUs / few.plainUs,
      limit: 1.2,
      unit: '',
    },
    { what: `latency of a scrape of ${many.count} containers, p99`, value: many.p99Ms, limit: 250, unit: ' ms' },
    {
      what: "longest time for which the server's event loop was blocked",
      value: many.blockedMs,
      limit: 50,
      unit: ' ms',
    },
    {
      what: `resident memory of both processes after ${many.scrapes} scrapes`,
      value: many.residentMb,
      limit: 240,
      unit: ' MB',
    },
    {
      what: 'of which came after the first hundred',
      value: many.residentMb - many.residentBeforeMb,
      limit: 20,
      unit: ' MB',
    },
  ]
}

const rules = async (): Promise<readonly Target[]> => {
  await using lab = await openLab()
  const costs = await measureRules(lab, rounds)
  const header = ['first ms', 'again ms', 'received only ms', 'again / received']
  const rows = costs.map(({ first, again, raw }) => [first, again, raw, again / raw].map((value) => value.toFixed(2)))
  const line = (cells: readonly string[], what: string): string =>
    `${cells.map((cell) => cell.padStart(16)).join('  ')}  ${what}`
  process.stdout.write(`${[line(header, ''), ...rows.map((row, at) => line(row, costs[at]?.what ?? ''))].join('\n')}\n`)
  return costs.map(({ what, again, raw }) => ({
    what: `${what}: read and decoded, as a multiple of the raw dump`,
    value: again / raw,
    limit: 4,
    unit: '',
  }))
}

const why = async (directory: string): Promise<readonly Target[]> => {
  await using lab = await openLab()
  process.stdout.write('Building a host with 200 namespaces and 1,000 rules …\n')
  const stage = await buildStage(lab, `${directory}/why`, 200)
  const { afterChangeMs, newHostMs, batchMs } = await measureWhy(stage, 21, 10_000)
  process.stdout.write(`One question of a host of which nothing was seen before: ${newHostMs.toFixed(2)} ms\n`)
  return [
    ...Object.entries(afterChangeMs).map(([change, value]) => ({
      what: `one question of a fresh snapshot, after a change of one ${change}, median`,
      value,
      limit: 3,
      unit: ' ms',
    })),
    { what: 'a question of a batch of 10,000, as JSON', value: batchMs, limit: 0.5, unit: ' ms' },
  ]
}

const scrapeTable = (costs: readonly ScrapeCost[]): string => {
  const header = ['containers', 'plain µs', 'gzip µs', 'idle %', 'series', 'median ms', 'p99 ms', 'blocked ms', 'MB']
  const rows = costs.map((cost) => [
    String(cost.count),
    ...[cost.plainUs, cost.gzipUs].map((us) => us.toFixed(0)),
    (cost.idleShare * 100).toFixed(1),
    String(cost.series),
    ...[cost.medianMs, cost.p99Ms, cost.blockedMs, cost.residentMb].map((value) => value.toFixed(0)),
  ])
  const line = (cells: readonly string[]): string => cells.map((cell) => cell.padStart(10)).join('  ')
  return `CPU of both processes for one scrape and container, in µs, collection included; of one core while idle, in %\n${[header, ...rows].map(line).join('\n')}\n`
}

const main = async (words: readonly string[]): Promise<number> => {
  if (words.some((word) => !['looks', 'topology', 'scrapes', 'rules', 'why'].includes(word))) {
    process.stderr.write(usage)
    return 2
  }
  const directory = mkdtempSync(join(tmpdir(), 'netloupe-bench-'))
  const wanted = (word: string): boolean => words.length === 0 || words.includes(word)
  try {
    // One after the other: `netloupe topology` looks at all namespaces of this machine.
    const targets = [
      ...(wanted('topology') ? await topology() : []),
      ...(wanted('rules') ? await rules() : []),
      ...(wanted('why') ? await why(directory) : []),
      ...(wanted('scrapes') ? await scrapes() : []),
      ...(wanted('looks') ? await looks(directory) : []),
    ]
    for (const { what, value, limit, unit } of targets)
      process.stdout.write(
        `${value < limit ? 'met   ' : 'MISSED'}  ${value.toFixed(2)}${unit} < ${limit}${unit}  ${what}\n`,
      )
    return targets.every(({ value, limit }) => value < limit) ? 0 : 1
  } finally {
    rmSync(directory, { recursive: true })
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}
