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
  /** netloupe, one of the later looks of an agent. What has not changed is not decoded again; here next to nothing has. */
  readonly again: number
  /** netloupe, with compiled code, but with nothing kept from an earlier look. */
  readonly anew: number
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
export const measureLooks = async (stage: Stage, directory: string, rounds: number): Promise<readonly LookCost[]> => {
  const program = `${directory}/floor`
  execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-o', program, here('floor.c')], { stdio: ['ignore', 2, 2] })
  const startOurs = (): LineProcess => startLineProcess(process.execPath, [here('look.ts'), stage.proc])
  using processes = new DisposableStack()
  const floor = processes.use(startLineProcess(program, settings))
  const samples = stage.hosts.map(({ count, folder }) => {
    const times = Math.ceil(visits / count)
    // An agent looks at the same host again and again: each host has one of its own.
    const agent = processes.use(startOurs())
    const forgetful = processes.use(startOurs())
    const ask = {
      dumps: () => floor.ask(`${times} dumps ${folder}`),
      again: () => agent.ask(`${times} again ${folder}`),
      calls: () => floor.ask(`${times} calls ${folder}`),
      anew: () => forgetful.ask(`${times} anew ${folder}`),
      first: async () => {
        using fresh = startOurs()
        return await fresh.ask(`1 again ${folder}`)
      },
    }
    return { count, ask, taken: { dumps: [], again: [], calls: [], anew: [], first: [] } as Taken }
  })
  for (const { ask } of samples)
    for (let i = 0; i < warmUps; i++) for (const name of ['again', 'anew'] as const) await ask[name]()
  for (let round = 0; round < rounds; round++)
    for (const { ask, taken } of samples) for (const name of names) taken[name].push(perNamespace(await ask[name]()))
  return samples.map(({ count, taken }) => ({
    count,
    ...(Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>),
  }))
}

const names = ['dumps', 'again', 'calls', 'anew', 'first'] as const
type Name = (typeof names)[number]
type Taken = Record<Name, number[]>

/** Looks until the code is compiled. */
const warmUps = 3

const perNamespace = (answer: unknown): number => {
  const { namespaces, cpuUs, problems = [] } = answer as Answer
  if (problems.length > 0) throw new Error(`A measured look was not whole: ${problems.join('; ')}`)
  return cpuUs / namespaces
}
