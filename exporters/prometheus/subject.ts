import type { View } from '../../agent/live/view.ts'
import type { Cgroup } from '../../collectors/cgroups/record.ts'
import type { NetnsId } from '../../collectors/collector.ts'
import type { Container } from '../../collectors/containers/record.ts'
import type {
  Conntrack,
  InterfaceCounters,
  ProtocolCounters,
  TcpStates,
  UdpQueues,
} from '../../collectors/counters/record.ts'
import type { ContainerProcesses } from '../../collectors/processes/record.ts'
import type { ContainerSize } from '../../collectors/sizes/record.ts'
import { rootCgroup } from '../reading/root-cgroup.ts'
import type { ContainerLabels } from './container-labels.ts'
import { networkOwners } from './network-owners.ts'
import { interfaceKey, repeatingInterfaces } from './repeating-interfaces.ts'

/** What a series of a container metric is about: a container, or the root of the host. What was not read is absent. */
export interface Subject {
  /** Labels as they are written, without braces: `id="/docker/3f…",name="web"`. */
  readonly labels: string
  /** The same as a series without other labels has them: in braces, with a space behind. */
  readonly braced: string
  /** Another one with these labels came before it. */
  readonly repeats: boolean
  /** Null for the root. */
  readonly container: Container | null
  /** Whether it runs now; the root always does. */
  readonly running: boolean
  /** That of the root is completed by what the machine says of itself. */
  readonly cgroup: Cgroup | undefined
  readonly processes: ContainerProcesses | undefined
  readonly size: ContainerSize | undefined
  /** The network namespace whose counters go to this one's name; null for one that only shares another's or the host's. */
  readonly netns: NetnsId | null
  /** Without those whose traffic another one counts too. */
  readonly interfaces: readonly InterfaceCounters[]
  readonly protocols: ProtocolCounters | undefined
  readonly conntrack: Conntrack | undefined
  readonly tcpStates: readonly TcpStates[]
  readonly udpQueues: readonly UdpQueues[]
  /** The view that it is part of. */
  readonly view: Pick<View, 'snapshot' | 'usage'>
}

/** All subjects of a view: the root of the host, then the containers in the order of the snapshot. */
export const subjectsOf = (view: View, labelsOf: ContainerLabels): Subject[] => {
  const { snapshot, usage } = view
  const owners = networkOwners(snapshot)
  const rootNetns = snapshot.namespaces.find(({ root }) => root)?.id ?? null
  const cgroups = new Map(usage?.cgroups.map((cgroup) => [cgroup.container, cgroup]))
  const processes = new Map(usage?.processes.map((found) => [found.container, found]))
  const sizes = new Map(usage?.sizes?.containers.map((size) => [size.container, size]))
  const repeating = repeatingInterfaces(snapshot)
  const counted = usage?.interfaces.filter((counters) => !repeating.has(interfaceKey(counters))) ?? []
  const interfaces = Map.groupBy(counted, ({ netns }) => netns)
  const protocols = new Map(usage?.protocols.map((counters) => [counters.netns, counters]))
  const conntrack = new Map(usage?.conntrack.map((table) => [table.netns, table]))
  const tcpStates = Map.groupBy(usage?.tcpStates ?? [], ({ netns }) => netns)
  const udpQueues = Map.groupBy(usage?.udpQueues ?? [], ({ netns }) => netns)
  const seen = new Set<string>()
  const about = (container: Container | null, labels: string, netns: NetnsId | null): Subject => ({
    labels,
    braced: `{${labels}} `,
    repeats: seen.size === seen.add(labels).size,
    container,
    running: container === null || isRunning(container),
    cgroup: container === null ? (usage ? rootCgroup(usage) : undefined) : cgroups.get(container.id),
    processes: container === null ? undefined : processes.get(container.id),
    size: container === null ? undefined : sizes.get(container.id),
    netns,
    interfaces: netns === null ? [] : (interfaces.get(netns) ?? []),
    protocols: netns === null ? undefined : protocols.get(netns),
    conntrack: netns === null ? undefined : conntrack.get(netns),
    tcpStates: netns === null ? [] : (tcpStates.get(netns) ?? []),
    udpQueues: netns === null ? [] : (udpQueues.get(netns) ?? []),
    view,
  })
  return [
    about(null, 'id="/"', rootNetns),
    ...snapshot.containers.map((container) => {
      const { netns } = container
      return about(container, labelsOf(container), netns !== null && owners.get(netns) === container ? netns : null)
    }),
  ]
}

/** A paused container runs, too: it has its memory, its namespaces and its processes. */
const isRunning = ({ state, pid }: Container): boolean =>
  pid > 0 && (state === 'running' || state === 'paused' || state === 'unknown')
