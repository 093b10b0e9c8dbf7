import type { NetnsId } from './collector.ts'
import { cgroupOwners } from './containers/cgroup-owner.ts'
import type { PlacedProcess } from './kernel.ts'
import type { NftTable } from './netfilter/nftables/record.ts'
import type { Snapshot } from './snapshot.ts'

/** A container that runs: where its counters are. */
export interface ContainerTarget {
  readonly id: string
  /** Path of its cgroup, as the container's record has it. */
  readonly path: string
  /** The text of the cgroup file of one of its processes. */
  readonly cgroup: string
  /** All its processes, those of cgroups below its own too. */
  readonly pids: readonly number[]
}

/** A namespace whose counters are wanted: a container's or the host's. */
export interface NamespaceTarget {
  readonly id: NetnsId
  readonly inode: number | null
  /** Processes in it. */
  readonly pids: readonly number[]
  /** Whether a container in it publishes ports. */
  readonly publishes: boolean
  /** Whose rules are counted; null where rules are of no interest to anybody but the container itself. */
  readonly rules: RulesTarget | null
}

/** The tables that a namespace has. */
export interface RulesTarget {
  readonly nftables: readonly { readonly family: NftTable['family']; readonly table: string }[]
  readonly hasLegacy: boolean
}

/** What the counters of a moment are read of: the things of the last look. */
export interface UsageTargets {
  readonly containers: readonly ContainerTarget[]
  readonly namespaces: readonly NamespaceTarget[]
}

type TargetsSource = Pick<Snapshot, 'containers' | 'namespaces' | 'engine' | 'nftables' | 'xtables'>

const rulesTarget = ({ nftables, xtables }: TargetsSource, netns: NetnsId): RulesTarget => ({
  nftables: nftables.filter((table) => table.netns === netns).map(({ family, name }) => ({ family, table: name })),
  hasLegacy: xtables.some((table) => table.netns === netns),
})

/** The host's namespaces first. */
export const usageTargets = (snapshot: TargetsSource, processes: readonly PlacedProcess[]): UsageTargets => {
  const { containers, namespaces, engine } = snapshot
  const ids = new Set(containers.map(({ id }) => id))
  const members = new Map<string, { cgroup: string; pids: number[] }>()
  for (const { pid, cgroup } of processes) {
    const owner = cgroupOwners(cgroup).find(({ id }) => ids.has(id))
    if (owner === undefined) continue
    const known = members.get(owner.id)
    if (known) known.pids.push(pid)
    else members.set(owner.id, { cgroup, pids: [pid] })
  }
  const wanted = new Set([engine?.netns, ...containers.map(({ netns }) => netns)])
  const published = containers.filter(({ ports }) => ports.some(({ hostPort }) => hostPort !== undefined))
  const publishing = new Set(published.map(({ netns }) => netns))
  return {
    containers: containers.flatMap(({ id, cgroup }) => {
      const member = members.get(id)
      return member === undefined || cgroup === undefined ? [] : [{ id, path: cgroup, ...member }]
    }),
    namespaces: namespaces
      .filter(({ id, root }) => root || wanted.has(id))
      .sort((one, other) => Number(other.root) - Number(one.root))
      .map(({ id, inode, pids, root }) => ({
        id,
        inode,
        pids,
        publishes: publishing.has(id),
        rules: root || id === engine?.netns ? rulesTarget(snapshot, id) : null,
      })),
  }
}
