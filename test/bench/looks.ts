import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sysctlFolders, sysctlPath } from '../../collectors/sysctls/folders.ts'
import { type LineProcess, startLineProcess } from './line-process.ts'
import { median } from './median.ts'
import type { Stage } from './stage.ts'

/** What a look costs at one number of namespaces: CPU in microseconds for each namespace, medians of all rounds. */
export interface LookCost {
  readonly count: number
  /** C: enter, dump, leave. */
  readonly dumps: number
  /** C: all system calls of netloupe, the files of /proc/sys among them. */
  readonly calls: number
  /** netloupe, as an agent looks most of the time. */
  readonly usual: number
  /** netloupe, a thorough look: the settings of every namespace are read as well. */
  readonly thorough: number
  /** netloupe, the first look of a process. */
  readonly first: number
}

interface Answer {
  readonly namespaces: number
  readonly cpuUs: number
  readonly problems?: readonly string[]
}

/** Every measurement visits about as many namespaces, so that garbage collection has the same share in each. */
const visits = 1000

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** The files of /proc/sys that are read in an ordinary namespace, as the arguments of the program in C. */
const settings = sysctlFolders
  .filter(({ where }) => where === 'everywhere')
  .flatMap(({ folder, names }) => ['-', `/proc/sys/${sysctlPath(folder)}`, ...names.map(sysctlPath)])
  .slice(1)

/** Measures the same looks in C and in netloupe, in turn, so that what else the machine does falls on all of them. */
export const measureLooks = async ({ directory, proc, folder, count }: Stage, rounds: number): Promise<LookCost> => {
  const program = `${directory}/floor`
  execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-o', program, here('floor.c')], { stdio: ['ignore', 2, 2] })
  const times = Math.ceil(visits / count)
  const startOurs = (): LineProcess => startLineProcess(process.execPath, [here('look.ts'), proc])
  using floor = startLineProcess(program, settings)
  using agent = startOurs()
  const ask = {
    dumps: () => floor.ask(`${times} dumps ${folder}`),
    usual: () => agent.ask(`${times} usual ${folder}`),
    calls: () => floor.ask(`${times} calls ${folder}`),
    thorough: () => agent.ask(`${times} thorough ${folder}`),
    first: async () => {
      using fresh = startOurs()
      return await fresh.ask(`1 thorough ${folder}`)
    },
  }
  for (let i = 0; i < warmUps; i++) for (const name of ['usual', 'thorough'] as const) await ask[name]()
  const taken: Taken = { dumps: [], usual: [], calls: [], thorough: [], first: [] }
  for (let round = 0; round < rounds; round++)
    for (const name of names) taken[name].push(perNamespace(await ask[name]()))
  const medians = Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>
  return { count, ...medians }
}

const names = ['dumps', 'usual', 'calls', 'thorough', 'first'] as const
type Name = (typeof names)[number]
type Taken = Record<Name, number[]>

/** Until Node has compiled what is worth compiling; an agent is there after some minutes. */
const warmUps = 10

const perNamespace = (answer: unknown): number => {
  const { namespaces, cpuUs, problems = [] } = answer as Answer
  if (problems.length > 0) throw new Error(`A measured look was not whole: ${problems.join('; ')}`)
  return cpuUs / namespaces
}
