import type { ConfinementMemory } from './confinement/confinement-memory.ts'
import { readHostConfinement } from './confinement/read-confinement.ts'
import { cgroupOwner } from './containers/cgroup-owner.ts'
import { type DockerReading, readDocker } from './containers/docker.ts'
import type { DockerAddress } from './containers/docker-address.ts'
import { DockerMemory } from './containers/docker-memory.ts'
import { joinContainers, type ProcessSighting } from './containers/join.ts'
import type { Container, Engine } from './containers/record.ts'
import { readHost } from './host/host.ts'
import { hostPrograms } from './host-programs.ts'
import { keepEqual } from './keep-equal.ts'
import type { KernelReader, KernelReading, PlacedProcess } from './kernel.ts'
import { listenerPid } from './linux/unix-peer.ts'
import { readNameFiles } from './name-files/read-name-files.ts'
import { usualFolders } from './namespaces/by-name.ts'
import type { Places } from './namespaces/open-known.ts'
import { ownSockets } from './own-sockets.ts'
import type { Problem } from './problem.ts'
import { readNamespaces } from './procfs/namespace-links.ts'
import { readText } from './procfs/read.ts'
import { type HostPaths, hostPaths } from './procfs/root.ts'
import { startTicks } from './procfs/stat.ts'
import { faredTogether, Runs } from './runs.ts'
import { type Snapshot, snapshotSchema } from './snapshot.ts'
import type { SocketOwners } from './sockets/owners.ts'
import { type UsageTargets, usageTargets } from './usage-targets.ts'

/** What to look at, and how. */
export interface SnapshotOptions {
  /** Version of netloupe, to be written into the snapshot. */
  readonly version: string
  /** Where the host's root is mounted; `/` on the host itself. */
  readonly root: string
  /** Further folders with named namespaces. */
  readonly netnsFolders: readonly string[]
  /** The engine to ask; null to leave Docker alone. */
  readonly docker: DockerAddress | null
  /** What the engine said at the look before. */
  readonly dockerMemory?: DockerMemory
  /** Who had which socket at the look before. */
  readonly socketOwners?: SocketOwners
  /** Reads what confines containers, as far as it is not known from the look before; without it nothing of that is read. */
  readonly confinement?: ConfinementMemory
  /** See KernelOptions. */
  readonly thorough: boolean
  readonly flows?: boolean
  readonly onlyTold?: boolean
}

/** A snapshot, and where the counters of its things are. */
export interface Taken {
  readonly snapshot: Snapshot
  readonly targets: UsageTargets
  /** What the kernel told, and the programs that are not of one namespace. */
  readonly kernel: KernelReading
  readonly elsewhere: Snapshot['programs']
}

const noDocker: DockerReading = { engine: null, containers: [], networks: [], problems: [] }

/**
 * Takes one snapshot. Docker is asked first, so that what it lists can be found in the kernel; nothing asynchronous is
 * under way while namespaces are visited.
 * @param before what the reader's last look became: of what is kept from that, its problems still are
 * @throws ConfigError when procfs is not there, Error when it cannot be listed; everything else is a problem in the snapshot
 */
export const takeSnapshot = async (
  reader: KernelReader,
  options: SnapshotOptions,
  before: Taken | null = null,
): Promise<Taken> => {
  const { root, version, docker: address, dockerMemory: memory = new DockerMemory() } = options
  if (options.thorough) memory.clear()
  const takenAt = new Date()
  const start = performance.now()
  const runs = new Runs()
  const docker = address === null ? noDocker : await runs.timedAsync('docker', () => readDocker({ address, memory }))
  for (const problem of docker.problems) runs.report(problem)
  const isSilent = docker.engine === null
  if (!isSilent) memory.remember(docker.containers)
  const host = runs.timed('host', () => readHost(root))

  const { paths, folders } = placesOf(options)
  const kernel = await reader.read(
    { paths, folders, thorough: options.thorough, flows: options.flows === true, onlyTold: options.onlyTold === true },
    runs,
  )
  const socketPath = address !== null && 'socketPath' in address.connection ? address.connection.socketPath : null
  const joined = runs.timed('containers', () =>
    joinContainers({
      containers: isSilent ? memory.remembered() : docker.containers,
      processes: kernel.processes.map((process) => sighting(paths.proc, process)),
      local: socketPath !== null,
    }),
  )
  for (const problem of joined.problems) runs.report(problem)
  const netInodes = new Map(kernel.namespaces.map(({ id, inode }) => [id, inode]))
  const containers = runs.timed('containers', () =>
    joined.containers
      .filter(({ pid }) => pid > 0 || !isSilent)
      .map((container) => withNamespaces(paths.proc, container, netInodes.get(container.netns ?? ''))),
  )
  const engine = docker.engine && placed(docker.engine, socketPath, kernel)
  const owned = runs.timed('sockets', () => ownSockets(kernel, engine, { ...options, proc: paths.proc }, runs))
  const { knownPrograms: known } = kernel
  const cgroups = containers.flatMap(({ cgroup }) => cgroup ?? [])
  const elsewhere = known === null ? [] : runs.timed('programs', () => hostPrograms({ known, paths, cgroups }, runs))
  const targets = usageTargets(
    { ...kernel.records, namespaces: kernel.namespaces, containers, engine },
    kernel.processes,
  )
  const { confinement } = options
  const confined =
    confinement === undefined
      ? {}
      : await runs.timedAsync('confinement', () =>
          readConfined(targets, paths, { ...options, confinement, containers }),
        )
  const snapshot = {
    schema: snapshotSchema,
    version,
    takenAt: takenAt.toISOString(),
    tookMs: performance.now() - start,
    host,
    engine,
    namespaces: kernel.namespaces,
    ...kernel.records,
    programs: [...kernel.records.programs, ...elsewhere],
    containers,
    networks: docker.networks,
    ...owned,
    nameFiles: runs.timed('containers', () => readNameFiles(docker.containers, paths, socketPath !== null)),
    ...confined,
    ...outcome(runs, before?.snapshot, (problem) => runs.hasKept(problem)),
  }
  if (before !== null) keepLists(before.snapshot, snapshot)
  return { snapshot, targets, kernel, elsewhere }
}

interface ConfinementWish {
  readonly confinement: ConfinementMemory
  readonly thorough: boolean
  readonly containers: readonly Container[]
}

const readConfined = async (
  targets: UsageTargets,
  paths: HostPaths,
  { confinement, thorough, containers }: ConfinementWish,
): Promise<Pick<Snapshot, 'confinements' | 'hostConfinement'>> => {
  const firsts = new Map(containers.map(({ id, pid }) => [id, pid]))
  const followed = targets.containers.map((target) => ({ ...target, first: firsts.get(target.id) ?? 0 }))
  const hostConfinement = readHostConfinement(paths)
  return {
    confinements: await confinement.read(followed, paths, thorough),
    ...(hostConfinement === null ? {} : { hostConfinement }),
  }
}

/** Lists in which nothing changed stay the same lists, and records the same objects. */
const keepLists = (before: Snapshot, snapshot: { [field: string]: unknown }): void => {
  for (const [field, former] of Object.entries(before)) {
    const current = snapshot[field]
    if (Array.isArray(former) && Array.isArray(current)) snapshot[field] = keepEqual(former, current)
  }
}

/** A snapshot of which only a part was read again. */
export interface Retaken {
  readonly taken: Taken
  /** Namespaces came or went: a look at all of them is due. */
  readonly namespaces: boolean
}

/**
 * The snapshot after some changes that events told of: only what they made stale is read again, everything else is the same
 * objects. Null when nobody can say what changed: a look at everything is due.
 */
export const retakeSnapshot = async (
  reader: KernelReader,
  before: Taken,
  options: SnapshotOptions,
): Promise<Retaken | null> => {
  const takenAt = new Date()
  const start = performance.now()
  const runs = new Runs()
  const again = await reader.readStale({ ...placesOf(options), thorough: false, flows: false }, runs)
  if (again === null) return null
  const { kernel, namespaces } = again
  const { records } = kernel
  const isSame = (kind: keyof typeof records): boolean => records[kind] === before.kernel.records[kind]
  const snapshot = {
    ...before.snapshot,
    ...records,
    takenAt: takenAt.toISOString(),
    tookMs: performance.now() - start,
    programs: isSame('programs') ? before.snapshot.programs : [...records.programs, ...before.elsewhere],
    ...outcome(runs, before.snapshot, (problem) => !runs.hasRead(problem)),
  }
  const isCountedAlike = isSame('nftables') && isSame('xtables')
  const targets = isCountedAlike ? before.targets : usageTargets(snapshot, kernel.processes)
  return { taken: { ...before, snapshot, targets, kernel }, namespaces }
}

/** @param isStill whether a problem of the look before still is one: nobody looked there again */
const outcome = (
  runs: Runs,
  before: Snapshot | undefined,
  isStill: (problem: Problem) => boolean,
): Pick<Snapshot, 'problems' | 'runs'> => {
  const former = before?.problems ?? []
  const problems = keepEqual(former, [...former.filter(isStill), ...runs.problems])
  return { problems, runs: faredTogether(runs.list(), before?.runs ?? [], problems) }
}

/** Where namespaces and all the rest are found. */
const placesOf = ({ root, netnsFolders }: SnapshotOptions): Places => {
  const paths = hostPaths(root)
  return { paths, folders: [...usualFolders(paths.run), ...netnsFolders] }
}

/** The start of a process only matters where several of one container have to be told apart. */
const sighting = (proc: string, { pid, netns, cgroup }: PlacedProcess): ProcessSighting => {
  const stat = cgroupOwner(cgroup) === null ? { value: '' } : readText(`${proc}/${pid}/stat`)
  return { pid, netns, cgroup, startTicks: startTicks('value' in stat ? stat.value : '') }
}

/** With all namespaces of its first process. If the pid is another process's by now, its network namespace tells. */
const withNamespaces = (proc: string, container: Container, netInode: number | null | undefined): Container => {
  const namespaces = container.pid === 0 ? null : readNamespaces(proc, container.pid)
  return namespaces === null || namespaces.net !== netInode ? container : { ...container, namespaces }
}

/** The engine's bridges and published ports are in the namespace in which its daemon runs. */
const placed = (engine: Engine, socketPath: string | null, kernel: KernelReading): Engine => {
  const pid = socketPath === null ? 0 : listenerPid(socketPath)
  const root = kernel.namespaces.find((namespace) => namespace.root)
  const process = kernel.processes.find((candidate) => candidate.pid === pid)
  if (process) return { ...engine, pid, netns: process.netns }
  return { ...engine, pid, netns: socketPath === null ? null : (root?.id ?? null) }
}
