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
} as const

/**
 * `netloupe agent`: this process is the collector, which reads the kernel and Docker and listens to nobody; it starts the
 * server, which has no privileges and answers HTTP.
 */
export const agent: Command<typeof options> = {
  summary: 'the daemon: metrics, API and page',
  usage: '[--listen HOST:PORT]',
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
      listen,
      onListening: (url) => void world.print(`netloupe ${settings.version} on ${url}\n`),
      tell: world.tell,
      onGiveUp: () => stop.abort(),
    })
    const say = saysChanges(world)
    await repeat(defaultSchedule, stop.signal, async (thorough) => {
      supervisor.send(await message(() => takeSnapshot(reader, { ...settings, thorough }), say))
    })
    await supervisor.end()
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

const message = async (take: () => Promise<Snapshot>, say: (snapshot: Snapshot) => void): Promise<ToServer> => {
  try {
    const snapshot = await take()
    say(snapshot)
    return { type: 'snapshot', snapshot }
  } catch (error) {
    // One look that fails altogether must not end the daemon: it says so, and looks again.
    return { type: 'failure', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Tells each problem when it comes, and not again while it stays. */
const saysChanges = (world: World): ((snapshot: Snapshot) => void) => {
  let said = new Set<string>()
  return ({ problems }) => {
    const lines = new Set(problemLines(problems))
    for (const line of lines) if (!said.has(line)) world.tell(line)
    said = lines
  }
}
