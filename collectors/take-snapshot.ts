import { cgroupOwner } from './containers/cgroup-owner.ts'
import { type DockerReading, readDocker } from './containers/docker.ts'
import type { DockerAddress } from './containers/docker-address.ts'
import { joinContainers, type ProcessSighting } from './containers/join.ts'
import type { Engine } from './containers/record.ts'
import { readHost } from './host/host.ts'
import type { KernelReader, KernelReading, PlacedProcess } from './kernel.ts'
import { listenerPid } from './linux/unix-peer.ts'
import { usualFolders } from './namespaces/by-name.ts'
import { readText } from './procfs/read.ts'
import { hostPaths } from './procfs/root.ts'
import { startTicks } from './procfs/stat.ts'
import { Runs } from './runs.ts'
import { type Snapshot, snapshotSchema } from './snapshot.ts'

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
  /** See KernelOptions. */
  readonly thorough: boolean
}

const noDocker: DockerReading = { engine: null, containers: [], networks: [], problems: [] }

/**
 * Takes one snapshot. Docker is asked first, so that what it lists can be found in the kernel; nothing asynchronous is
 * under way while namespaces are visited.
 * @throws ConfigError when procfs cannot be listed at all; everything else is a problem in the snapshot
 */
export const takeSnapshot = async (reader: KernelReader, options: SnapshotOptions): Promise<Snapshot> => {
  const { root, version, docker: address } = options
  const takenAt = new Date()
  const start = performance.now()
  const runs = new Runs()
  const docker = address === null ? noDocker : await runs.timedAsync('docker', () => readDocker({ address }))
  for (const problem of docker.problems) runs.report(problem)
  const host = await runs.timedAsync('host', () => readHost(root))

  const paths = hostPaths(root)
  const folders = [...usualFolders(paths.run), ...options.netnsFolders]
  const kernel = reader.read({ paths, folders, thorough: options.thorough }, runs)
  const socketPath = address !== null && 'socketPath' in address.connection ? address.connection.socketPath : null
  const joined = runs.timed('containers', () =>
    joinContainers({
      containers: docker.containers,
      processes: kernel.processes.map((process) => sighting(paths.proc, process)),
      local: socketPath !== null,
    }),
  )
  for (const problem of joined.problems) runs.report(problem)
  return {
    schema: snapshotSchema,
    version,
    takenAt: takenAt.toISOString(),
    tookMs: performance.now() - start,
    host,
    engine: docker.engine && placed(docker.engine, socketPath, kernel),
    namespaces: kernel.namespaces,
    ...kernel.records,
    containers: joined.containers,
    networks: docker.networks,
    problems: runs.problems,
    runs: runs.list(),
  }
}

/** The start of a process only matters where several of one container have to be told apart. */
const sighting = (proc: string, { pid, netns, cgroup }: PlacedProcess): ProcessSighting => {
  const stat = cgroupOwner(cgroup) === null ? { value: '' } : readText(`${proc}/${pid}/stat`)
  return { pid, netns, cgroup, startTicks: startTicks('value' in stat ? stat.value : '') }
}

/** The engine's bridges and published ports are in the namespace in which its daemon runs. */
const placed = (engine: Engine, socketPath: string | null, kernel: KernelReading): Engine => {
  const pid = socketPath === null ? 0 : listenerPid(socketPath)
  const root = kernel.namespaces.find((namespace) => namespace.root)
  const process = kernel.processes.find((candidate) => candidate.pid === pid)
  if (process) return { ...engine, pid, netns: process.netns }
  return { ...engine, pid, netns: socketPath === null ? null : (root?.id ?? null) }
}
