import type { NetnsId } from './collector.ts'
import type { Engine } from './containers/record.ts'
import type { KernelReading } from './kernel.ts'
import type { Runs } from './runs.ts'
import { SocketOwners } from './sockets/owners.ts'
import { joinProxies, readProxies } from './sockets/proxies.ts'
import type { PortProxy, SocketOwner } from './sockets/record.ts'

/** About 20 ms of work: an agent goes on with it at its next look. */
const fewDescriptors = 8_000

export interface OwnersOptions {
  /** Where procfs is mounted. */
  readonly proc: string
  /** Kept from look to look by an agent, which finds owners a few at a time; without it, all are looked for at once. */
  readonly socketOwners?: SocketOwners
  readonly thorough: boolean
}

/** Who has which of the sockets, and which of the owners are the engine's proxies. */
export const ownSockets = (
  { namespaces, processes, records }: KernelReading,
  engine: Engine | null,
  { proc, socketOwners, thorough }: OwnersOptions,
  runs: Runs,
): { readonly socketOwners: readonly SocketOwner[]; readonly portProxies: readonly PortProxy[] } => {
  const byNetns = Map.groupBy(records.sockets, ({ netns }) => netns)
  const { owners, problems } = (socketOwners ?? new SocketOwners(proc)).find({
    sought: namespaces.flatMap(({ id, pids }) => {
      const inodes = byNetns.get(id)?.map(({ inode }) => inode)
      return inodes === undefined ? [] : [{ inodes, pids }]
    }),
    everyone: () => processes.map(({ pid }) => pid),
    mostDescriptors: socketOwners === undefined ? Number.POSITIVE_INFINITY : fewDescriptors,
    thorough,
  })
  for (const problem of problems) runs.report({ collector: 'sockets', ...problem })
  const workplaces = new Set<NetnsId | null>(namespaces.filter(({ root }) => root).map(({ id }) => id))
  workplaces.add(engine?.netns ?? null)
  // A container's process may call itself docker-proxy, too: it is in another namespace.
  const published = records.sockets.filter(({ netns }) => workplaces.has(netns))
  const pids = new Set(published.flatMap(({ inode }) => owners.get(inode)?.pid ?? []))
  const portProxies = joinProxies(readProxies(proc, [...pids]), published, owners)
  return { socketOwners: [...owners.values()], portProxies }
}
