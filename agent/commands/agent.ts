import { ConfigError } from '../../collectors/config-error.ts'
import { ConfinementMemory } from '../../collectors/confinement/confinement-memory.ts'
import { DockerMemory } from '../../collectors/containers/docker-memory.ts'
import type { Flows } from '../../collectors/flows.ts'
import { KernelReader } from '../../collectors/kernel.ts'
import type { Places } from '../../collectors/namespaces/open-known.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import { hostPaths } from '../../collectors/procfs/root.ts'
import { readFlows } from '../../collectors/read-flows.ts'
import { SocketOwners } from '../../collectors/sockets/owners.ts'
import type { Taken } from '../../collectors/take-snapshot.ts'
import { retakeSnapshot, takeSnapshot } from '../../collectors/take-snapshot.ts'
import { type Emit, UsageReader } from '../../collectors/usage.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import { translateCadvisorFlags } from '../cadvisor-flags.ts'
import { errorText } from '../error-text.ts'
import { defaultListen, isLoopback, listenAddress } from '../listen-address.ts'
import type { ToServer } from '../live/protocol.ts'
import { defaultSchedule, type LookKind, Repetition } from '../live/schedule.ts'
import { Supervisor } from '../live/supervisor.ts'
import { problemLines, snapshotOptions } from '../look.ts'
import { metricsSettings, metricsTable, readsOf } from '../metrics-options.ts'
import { stopSignal } from '../stop-signal.ts'
import { UsageError } from '../usage-error.ts'
import type { WebConfig } from '../web-config/web-config.ts'
import type { Command, World } from './command.ts'

const options = {
  listen: { type: 'string', value: 'HOST:PORT', help: `where to serve; default ${defaultListen}` },
  'web.config.file': {
    type: 'string',
    value: 'FILE',
    help: "TLS, client certificates, users: the web configuration file of Prometheus' exporters",
  },
  'allow-host': { type: 'string', multiple: true, value: 'NAME', help: 'one more name by which clients may call it' },
  ...metricsTable,
} as const

/**
 * `netloupe agent`: this process is the collector, which reads the kernel and Docker and listens to nobody; it starts the
 * server, which has no privileges and answers HTTP.
 */
export const agent: Command<typeof options> = {
  summary: 'the daemon: metrics, API and page',
  usage: '[--listen HOST:PORT] [--allow-host NAME]…',
  options,
  translate: translateCadvisorFlags,
  run: async (world, values) => {
    if (values.snapshot !== undefined)
      throw new UsageError('the agent looks at this host; --snapshot is for the other commands.')
    const listen = listenAddress(values.listen ?? defaultListen)
    const settings = snapshotOptions(world, values)
    const metrics = metricsSettings(values)
    const web = values['web.config.file'] === undefined ? null : await webConfigFile(values['web.config.file'])
    if (!isLoopback(listen.host) && !isGuarded(web?.config))
      world.tell(
        `everyone who can reach ${values.listen} can read this host's topology: --web.config.file can ask for passwords or certificates`,
      )
    using reader = await KernelReader.open({ events: true })
    await using counters = new UsageReader({
      kernel: reader,
      paths: hostPaths(settings.root),
      reads: readsOf(metrics.groups),
    })
    const [say, sayOfCounters] = [saysChanges(world), saysChanges(world)]
    const places = { paths: hostPaths(settings.root), folders: settings.netnsFolders }
    let known: readonly Namespace[] = []
    let tracking = Promise.resolve()
    const stop = stopSignal()
    const looks = new Repetition()
    reader.events?.onEvent(() => looks.changed())
    const supervisor = new Supervisor({
      entry: serverEntry,
      settings: {
        listen,
        hostNames: values['allow-host'] ?? [],
        metrics,
        web: web && { config: web.config, isUsable: true },
      },
      onMeasure: (id) => {
        const emit: Emit = (list, records) => supervisor.answerInPart(list, records)
        void measure(() => counters.stream(emit), sayOfCounters).then((usage) => supervisor.answer(id, usage))
      },
      onTrack: (id, netns) => {
        // One after the other: several at a time would only wait for each other.
        tracking = tracking.then(async () => supervisor.answerFlows(id, await track(known, new Set(netns), places)))
      },
      onListening: (url) => void world.print(`netloupe ${settings.version} on ${url}\n`),
      tell: world.tell,
      onRestart: () => looks.now(),
      onGiveUp: () => stop.abort(),
    })
    using _watch = web?.watch((reading) => {
      const isUsable = !(reading instanceof ConfigError)
      if (!isUsable) world.tell(`${reading.message} Every request is answered with 500 until then.`)
      supervisor.useWeb(isUsable ? reading : null)
    })
    const dockerMemory = new DockerMemory()
    const confinement = new ConfinementMemory()
    const socketOwners = new SocketOwners(hostPaths(settings.root).proc)
    try {
      let last: Taken | null = null
      await looks.run(defaultSchedule, stop.signal, async (kind) => {
        const options = {
          ...settings,
          dockerMemory,
          socketOwners,
          confinement,
          // What an error left is not known.
          thorough: kind === 'thorough' || last === null,
          onlyTold: kind === 'census',
        }
        const before = kind === 'changes' ? last : null
        let done: LookKind = kind
        const taken = await message(async () => {
          const again = before === null ? null : await retakeSnapshot(reader, before, options)
          if (again?.namespaces === true) looks.cameOrWent()
          if (again === null && kind === 'changes') done = 'usual'
          return again?.taken ?? (await takeSnapshot(reader, options, last))
        }, say)
        if ('targets' in taken && taken.targets !== last?.targets) counters.follow(taken)
        last = 'targets' in taken ? taken : null
        if ('targets' in taken) known = taken.snapshot.namespaces
        supervisor.send('targets' in taken ? { type: 'snapshot', snapshot: taken.snapshot } : taken)
        return done
      })
    } finally {
      await supervisor.end()
    }
    return supervisor.gaveUp ? 2 : 0
  },
}

/** Loaded only where it is used: YAML takes 13 MB. @throws ConfigError */
const webConfigFile = async (file: string) => {
  const [{ readWebConfig }, { watchWebConfig }] = await Promise.all([
    import('../web-config/read-web-config.ts'),
    import('../web-config/watch-web-config.ts'),
  ])
  const config = readWebConfig(file)
  return { config, watch: (onChange: Parameters<typeof watchWebConfig>[2]) => watchWebConfig(file, config, onChange) }
}

/** Whether one must know a password or own a certificate to be answered. */
const isGuarded = (web: WebConfig | undefined): boolean =>
  web !== undefined && (web.users.size > 0 || web.tls?.clientAuth === 'RequireAndVerifyClientCert')

/** The program of the server process: the same kind of file as this one, source or compiled. */
const serverEntry = new URL(import.meta.url.endsWith('.ts') ? '../server.ts' : '../server.js', import.meta.url)

type Failure = Extract<ToServer, { type: 'failure' }>

/** One look that fails altogether must not end the daemon: the server says so, and the next look may do better. */
const message = async (take: () => Promise<Taken>, say: (problems: string[]) => void): Promise<Taken | Failure> => {
  try {
    const taken = await take()
    say(problemLines(taken.snapshot.problems))
    return taken
  } catch (error) {
    if (error instanceof ConfigError) throw error
    const reason = errorText(error)
    say([reason])
    return { type: 'failure', reason }
  }
}

/** The counters of now; null when they cannot be had at all: then a scrape has all that does not depend on them. */
const measure = async (read: () => Promise<Usage>, say: (problems: string[]) => void): Promise<Usage | null> => {
  try {
    const usage = await read()
    say(problemLines(usage.problems))
    return usage
  } catch (error) {
    say([errorText(error)])
    return null
  }
}

/** The connections that some namespaces track; null when they cannot be had: then an answer says so. */
const track = async (
  known: readonly Namespace[],
  netns: ReadonlySet<string>,
  places: Places,
): Promise<Flows[] | null> => {
  try {
    const wanted = known.filter(({ id }) => netns.has(id))
    return await readFlows(wanted, places)
  } catch {
    return null
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
