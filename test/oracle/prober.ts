import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execute } from '../lab/execute.ts'
import type { Run } from '../lab/run.ts'
import { pathOf } from '../lab/space.ts'
import type { Built } from './build.ts'
import type { ListenerPlan, QuestionPlan } from './plan.ts'
import type { Traced } from './traces.ts'

const sources = ['main.c', 'serve.c', 'forget.c', 'trace.c'].map((file) =>
  fileURLToPath(new URL(`probe/${file}`, import.meta.url)),
)

/** How long one probe waits, in ms. A neighbour that nobody answers for fails after 140. */
export const patience = { usual: 450, certain: 3500 }

export interface Probed {
  readonly outcome: string
  readonly tookMs: number
  /** Of ICMP it is the identifier. */
  readonly sourcePort: number
  /** Empty where nothing is traced. */
  readonly traced: readonly Traced[]
}

/** The program that sends and answers, in all namespaces of all plans that it was told of. */
export interface Prober extends AsyncDisposable {
  /** Starts the listeners of plans that stand. What cannot listen (its address is not there) does not. */
  readonly open: (worlds: readonly Built[], isTraced: boolean) => Promise<void>
  /** Makes every namespace forget what it learned. */
  readonly flush: () => Promise<void>
  /** Asks all questions: those of one plan one after the other, each in a world that has forgotten. In the order of the questions. */
  readonly ask: (questions: readonly Asked[], timeoutMs: number) => Promise<readonly Probed[]>
  readonly close: () => Promise<void>
}

export interface Asked {
  readonly world: Built
  readonly question: QuestionPlan
}

const compileProber = async (run: Run): Promise<string> => {
  const program = `${run.directory}/probe`
  const { status, stderr } = await execute(
    ['gcc', '-O2', '-Wall', '-Wextra', '-Werror', '-o', program, ...sources],
    run,
  )
  if (status !== 0) throw new Error(`The oracle's prober does not compile: ${stderr}`)
  return program
}

export const startProber = async (run: Run): Promise<Prober> => {
  const program = await compileProber(run)
  const child = spawn(program, { env: run.environment, stdio: ['pipe', 'pipe', 'pipe'] })
  const talk = talkTo(child)
  let numbers = new Map<string, number>()
  let sourcePort = 20_000
  const numberOf = (world: Built, space: string): number => {
    const number = numbers.get(world.nameOf(space))
    if (number === undefined) throw new Error(`The prober was not told of ${space}.`)
    return number
  }
  return {
    open: async (worlds, isTraced) => {
      numbers = new Map()
      const lines = worlds.flatMap((world, at) => [
        ...world.plan.spaces.map(({ name }) => {
          const netns = world.nameOf(name)
          numbers.set(netns, numbers.size)
          return `space ${numbers.size - 1} ${at} ${pathOf(netns)}`
        }),
        ...(isTraced ? world.plan.spaces.map(({ name }) => `trace ${numberOf(world, name)}`) : []),
        ...world.plan.listeners.map((listener) => listenLine(numberOf(world, listener.space), listener)),
      ])
      await talk([...lines, 'flush'], 'flushed')
    },
    flush: async () => {
      await talk(['flush'], 'flushed')
    },
    ask: async (questions, timeoutMs) => {
      const ports = questions.map(() => {
        sourcePort = sourcePort >= 59_000 ? 20_000 : sourcePort + 1
        return sourcePort
      })
      const lines = questions.map(({ world, question }, at) =>
        probeLine(at, numberOf(world, question.from), question, ports[at] ?? 0, timeoutMs),
      )
      const results: Probed[] = []
      const names = [...numbers.keys()]
      let traced: Traced[] = []
      for (const line of await talk([...lines, 'go'], 'done')) {
        const [word, at = '', ...rest] = line.split(' ')
        if (word === 'traced') {
          const [number, packet = '', port, family, table = '', chain = '', handle = ''] = rest
          traced.push({
            space: names[Number(number)] ?? '',
            packet,
            port: Number(port),
            family: Number(family),
            table,
            chain,
            handle,
          })
        }
        if (word !== 'result') continue
        const [outcome = '', micros] = rest
        results[Number(at)] = { outcome, tookMs: Number(micros) / 1000, sourcePort: ports[Number(at)] ?? 0, traced }
        traced = []
      }
      if (results.length !== questions.length) throw new Error('The prober did not answer every question.')
      return results
    },
    close: async () => {
      await talk(['forget'], 'forgotten')
    },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.stdin.end()
      await ended
    },
  }
}

const listenLine = (space: number, { protocol, address, port, device, v6only }: ListenerPlan): string =>
  `listen ${space} ${protocol} ${address} ${port} ${device ?? '-'} ${v6only === true ? 1 : 0}`

const probeLine = (
  id: number,
  space: number,
  question: QuestionPlan,
  sourcePort: number,
  timeoutMs: number,
): string => {
  const { protocol, destination, port = 0, source = '-', device = '-' } = question
  return `probe ${id} ${space} ${protocol} ${destination} ${port} ${source} ${sourcePort} ${device} ${timeoutMs}`
}

/** Sends lines and collects what comes until a line with this word; fails when the program ends instead. */
const talkTo = (child: ChildProcess): ((lines: readonly string[], last: string) => Promise<string[]>) => {
  let got: string[] = []
  let waiting: { last: string; resolve: (lines: string[]) => void; reject: (error: Error) => void } | null = null
  let stderr = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  if (child.stdout === null) throw new Error('The prober has no output.')
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line !== waiting?.last) {
      got.push(line)
      return
    }
    const { resolve } = waiting
    const lines = got
    got = []
    waiting = null
    resolve(lines)
  })
  child.on('close', () => waiting?.reject(new Error(`The prober ended: ${stderr}`)))
  child.stdin?.on('error', () => {})
  return (lines, last) =>
    new Promise((resolve, reject) => {
      if (child.exitCode !== null) reject(new Error(`The prober has ended: ${stderr}`))
      waiting = { last, resolve, reject }
      child.stdin?.write(`${lines.join('\n')}\n`)
    })
}
