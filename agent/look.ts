import { statSync } from 'node:fs'
import { ConfinementMemory } from '../collectors/confinement/confinement-memory.ts'
import { dockerAddress } from '../collectors/containers/docker-address.ts'
import { KernelReader } from '../collectors/kernel.ts'
import type { Problem } from '../collectors/problem.ts'
import { hostPaths } from '../collectors/procfs/root.ts'
import type { Snapshot } from '../collectors/snapshot.ts'
import { type SnapshotOptions, takeSnapshot } from '../collectors/take-snapshot.ts'
import { UsageReader } from '../collectors/usage.ts'
import { type UsageRead, usageReads } from '../collectors/usage-record.ts'
import type { commonOptions, Values } from './command-line.ts'
import type { World } from './commands/command.ts'
import { parseSnapshot, readWhole } from './snapshot-file.ts'
import { UsageError } from './usage-error.ts'
import { version } from './version.ts'

type Common = Values<typeof commonOptions>

/** What the common options say of how to look at this host. @throws ConfigError */
export const snapshotOptions = (world: World, values: Common): Omit<SnapshotOptions, 'thorough'> => ({
  version,
  root: values.root ?? '/',
  netnsFolders: (values['netns-dir'] ?? []).map(existingDirectory),
  docker: values['no-docker']
    ? null
    : dockerAddress({ option: values['docker-host'], environment: world.environment, home: world.home }),
})

/** A folder that the user named has to be there, unlike those that we look into by ourselves. */
const existingDirectory = (path: string): string => {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`--netns-dir: ${path} is no directory; name one with bind-mounted network namespaces.`)
  return path
}

/** All counters but those that take long to gather. */
export const oneTimeReads: ReadonlySet<UsageRead> = new Set(usageReads.filter((read) => read !== 'sizes'))

/** What causes of the failure catalogue ask for: a few files of each container, and none of a filesystem. */
export const causeReads: ReadonlySet<UsageRead> = new Set([
  'cpu',
  'memory',
  'pids',
  'freezer',
  'protocols',
  'tcpStates',
  'processes',
  'openFiles',
])

/** What a command needs beside the look itself: the counters of the moment, tracked connections, what confines containers. */
export interface Wanted {
  /** Null: none. */
  readonly usage: ReadonlySet<UsageRead> | null
  readonly flows: boolean
  readonly confinement?: true
}

/** One snapshot: of this host, or the saved one that `--snapshot` names. @throws UsageError, ConfigError, KernelError */
export const look = async (world: World, values: Common, wanted: Wanted): Promise<Snapshot> => {
  const { snapshot: file } = values
  if (file === '-') return await parseSnapshot(await world.readInput(), 'standard input')
  if (file !== undefined) return await parseSnapshot(readWhole(file), file)
  const options = snapshotOptions(world, values)
  using reader = await KernelReader.open()
  const taken = await takeSnapshot(reader, {
    ...options,
    thorough: true,
    flows: wanted.flows,
    ...(wanted.confinement ? { confinement: new ConfinementMemory() } : {}),
  })
  if (wanted.usage === null) return taken.snapshot
  await using counters = new UsageReader({ kernel: reader, paths: hostPaths(options.root), reads: wanted.usage })
  counters.follow(taken)
  return { ...taken.snapshot, usage: await counters.read() }
}

/** Whether what is printed may have colours. */
export const isColored = ({ terminal, environment }: World, values: Common): boolean =>
  terminal && !values['no-color'] && !environment['NO_COLOR']

/** Problems that the user can do something about; what vanished meanwhile, or is not in this kernel, is normal. */
const worthSaying: readonly Problem['kind'][] = ['denied', 'unavailable', 'malformed', 'interrupted']

export const problemLines = (problems: readonly Problem[]): string[] =>
  problems
    .filter(({ kind }) => worthSaying.includes(kind))
    .map(({ collector, kind, about = '', message }) => {
      const what = about === '' || about.toLowerCase() === collector ? '' : ` (${about})`
      return `${collector} ${kind}${what}: ${message}`
    })
