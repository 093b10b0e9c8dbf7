import { setTimeout as sleep } from 'node:timers/promises'
import { checkoutRoot } from '../commands/checkout.ts'
import { shellEnvironment } from '../commands/run-command.ts'
import { execute } from '../lab/execute.ts'
import { lastingGraphOf, linesOfRun } from './lasting-graph.ts'

/** A graph that should be that of a fresh look. */
export interface Compared {
  readonly name: string
  readonly lines: () => Promise<readonly string[]>
}

export interface Comparison {
  /** Until all graphs were alike, in milliseconds. */
  readonly tookMs: number
  /** Nodes and edges of the run. */
  readonly size: number
  /** What still was not alike at the end. */
  readonly differences: readonly string[]
  /** What was alike last. */
  readonly last: readonly string[]
}

/** Three times what the slow look that corrects everything takes to come around. */
const patienceMs = 180_000

/**
 * Compares graphs with what `netloupe topology` finds, again and again until they are alike: each of them shows a moment of
 * its own, and some things go on for a while after the last change (duplicate address detection, carriers).
 */
export const compareWithFreshLook = async (
  runId: string,
  words: readonly string[],
  graphs: readonly Compared[],
): Promise<Comparison> => {
  const from = performance.now()
  let last: readonly string[] = []
  for (;;) {
    const truth = linesOfRun(lastingGraphOf(await freshTopology(words)), runId)
    const differences: string[] = []
    for (const { name, lines } of graphs) differences.push(...differencesOf(name, await lines(), truth))
    const tookMs = performance.now() - from
    if (differences.length === 0 || tookMs > patienceMs) return { tookMs, size: truth.length, differences, last }
    last = differences
    await sleep(200)
  }
}

const freshTopology = async (words: readonly string[]): Promise<string> => {
  const environment = Object.fromEntries(
    Object.entries(shellEnvironment()).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  const argv = [`${checkoutRoot}/netloupe`, 'topology', '--json', ...words]
  const { status, stdout, stderr } = await execute(argv, { environment, timeoutMs: 120_000 })
  if (status !== 0) throw new Error(`netloupe topology: ${stderr}`)
  return stdout
}

const differencesOf = (name: string, lines: readonly string[], truth: readonly string[]): string[] => {
  const [has, should] = [new Set(lines), new Set(truth)]
  return [
    ...lines.filter((line) => !should.has(line)).map((line) => `${name} has, and a fresh look has not: ${line}`),
    ...truth.filter((line) => !has.has(line)).map((line) => `${name} lacks: ${line}`),
  ]
}
