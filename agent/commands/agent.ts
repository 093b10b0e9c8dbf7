import { ConfigError } from '../../collectors/config-error.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { takeSnapshot } from '../../collectors/take-snapshot.ts'
import { defaultListen, isLoopback, listenAddress } from '../listen-address.ts'
import type { ToServer } from '../live/protocol.ts'
import { defaultSchedule, repeat } from '../live/schedule.ts'
import { Supervisor } from '../live/supervisor.ts'
import { problemLines, snapshotOptions } from '../look.ts'
import { UsageError } from '../usage-error.ts'
import type { Command, World } from './command.ts'

const options = {
  listen: { type: 'string', value: 'HOST:PORT', help: `where to serve; default ${defaultListen}` },
  'allow-host': { type: 'string', multiple: true, value: 'NAME', help: 'one more name by which clients may call it' },
} as const

/**
 * `netloupe agent`: this process is the collector, which reads the kernel and Docker and listens to nobody; it starts the
 * server, which has no privileges and answers HTTP.
 */
export const agent: Command<typeof options> = {
  summary: 'the daemon: metrics, API and page',
  usage: '[--listen HOST:PORT] [--allow-host NAME]…',
  options,
  run: async (world, values) => {
    if (values.snapshot !== undefined)
      throw new UsageError('the agent looks at this host; --snapshot is for the other commands.')
    const listen = listenAddress(values.listen ?? defaultListen)
    const settings = snapshotOptions(world, values)
    if (!isLoopback(listen.host))
      world.tell(
        `everyone who can reach ${values.listen} can read this host's topology: there is no authentication yet`,
      )
    using reader = await KernelReader.open()
    const stop = stopSignal()
    const supervisor = new Supervisor({
      entry: serverEntry,
      settings: { listen, hostNames: values['allow-host'] ?? [] },
      onListening: (url) => void world.print(`netloupe ${settings.version} on ${url}\n`),
      tell: world.tell,
      onGiveUp: () => stop.abort(),
    })
    const say = saysChanges(world)
    try {
      await repeat(defaultSchedule, stop.signal, async (thorough) => {
        supervisor.send(await message(() => takeSnapshot(reader, { ...settings, thorough }), say))
      })
    } finally {
      await supervisor.end()
    }
    return supervisor.gaveUp ? 2 : 0
  },
}

/** The program of the server process: the same kind of file as this one, source or compiled. */
const serverEntry = new URL(import.meta.url.endsWith('.ts') ? '../server.ts' : '../server.js', import.meta.url)

const stopSignal = (): AbortController => {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop
}

/** One look that fails altogether must not end the daemon: the server says so, and the next look may do better. */
const message = async (take: () => Promise<Snapshot>, say: (problems: string[]) => void): Promise<ToServer> => {
  try {
    const snapshot = await take()
    say(problemLines(snapshot.problems))
    return { type: 'snapshot', snapshot }
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    say([reason])
    return { type: 'failure', reason }
  }
}

/** Tells each problem when it comes, and not again while it stays. */
const saysChanges = (world: World): ((problems: string[]) => void) => {
  let said = new Set<string>()
  return (problems) => {
    for (const problem of problems) if (!said.has(problem)) world.tell(problem)
    said = new Set(problems)
  }
}
