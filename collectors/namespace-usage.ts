import { askConntrack } from './counters/ask-conntrack.ts'
import { conntrackLasts, readConntrack, readConntrackLimit } from './counters/conntrack.ts'
import { readInterfaceCounters } from './counters/interfaces.ts'
import { readListeners } from './counters/listeners.ts'
import { protocolsLast, readProtocolCounters } from './counters/protocols.ts'
import { movementOf, QuietMemory } from './counters/quiet-memory.ts'
import type { Conntrack, InterfaceCounters, ProtocolCounters } from './counters/record.ts'
import { readNftCounters, readXtCounters } from './counters/rules.ts'
import { readTcpStates } from './counters/tcp-states.ts'
import { readUdpQueues } from './counters/udp-queues.ts'
import type { KernelReader } from './kernel.ts'
import { KernelError, problemKindOf } from './linux/errno.ts'
import { NETLINK_NETFILTER, NETLINK_ROUTE, NETLINK_SOCK_DIAG, openNetlink } from './linux/socket.ts'
import { NetlinkConnection } from './netlink/connection.ts'
import type { Problem } from './problem.ts'
import { netInode } from './procfs/namespace-link.ts'
import { readLink } from './procfs/read.ts'
import type { Runs } from './runs.ts'
import type { Usage, UsageRead } from './usage-record.ts'
import type { NamespaceTarget, RulesTarget } from './usage-targets.ts'
import { DecodeError } from './wire/error.ts'

/** The lists of a usage to which a namespace adds, while they grow. */
export type NamespaceLists = {
  readonly [K in
    | 'interfaces'
    | 'protocols'
    | 'conntrack'
    | 'tcpStates'
    | 'udpQueues'
    | 'listeners'
    | 'nftCounters'
    | 'xtCounters']: Usage[K][number][]
}

export interface NamespaceUsageOptions {
  readonly kernel: KernelReader
  /** Where procfs is mounted. */
  readonly proc: string
  readonly reads: ReadonlySet<UsageRead>
}

/** How long counters of a namespace without traffic are taken for true, in milliseconds. */
const mostMs = 120_000

/** Reads the counters of namespaces, one at a time. */
export class NamespaceUsage {
  readonly #options: NamespaceUsageOptions
  readonly #protocols = new QuietMemory<ProtocolCounters>({ mostMs, lasts: protocolsLast })
  readonly #conntrack = new QuietMemory<Conntrack>({ mostMs, lasts: conntrackLasts })
  /** Null where connection tracking is not loaded, or not wanted. */
  #limit: number | null = null

  constructor(options: NamespaceUsageOptions) {
    this.#options = options
  }

  /** To be called before the namespaces of one reading. */
  begin(targets: readonly NamespaceTarget[]): void {
    const { proc, reads } = this.#options
    const ids = new Set(targets.map(({ id }) => id))
    this.#protocols.keepOnly((id) => ids.has(id))
    this.#conntrack.keepOnly((id) => ids.has(id))
    this.#limit = reads.has('conntrack') ? readConntrackLimit(proc) : null
  }

  read(target: NamespaceTarget, lists: NamespaceLists, runs: Runs): void {
    const { reads } = this.#options
    const attempt = <T>(collector: UsageRead, read: () => T | null): T | null =>
      reads.has(collector) ? attempted({ collector, target, runs }, read) : null
    const interfaces = attempt('interfaces', () => this.#interfacesOf(target, runs))
    // Without them nobody knows whether a packet moved.
    const movement = interfaces === null ? Math.random() : movementOf(interfaces)
    const protocols = attempt('protocols', () => this.#protocolsOf(target, movement))
    const conntrack = this.#limit === null ? null : attempt('conntrack', () => this.#conntrackOf(target, movement))
    if (interfaces) for (const counters of interfaces) lists.interfaces.push(counters)
    if (protocols) lists.protocols.push(protocols)
    if (conntrack) lists.conntrack.push(conntrack)
    const { rules } = target
    if (rules !== null) attempt('rules', () => this.#countRules(target, rules, lists))
    for (const [list, ask] of [
      ['tcpStates', readTcpStates],
      ['udpQueues', readUdpQueues],
      ['listeners', readListeners],
    ] as const) {
      if (list === 'listeners' && !target.publishes) continue
      const found = attempt(list, () => this.#inside<readonly unknown[]>(target, NETLINK_SOCK_DIAG, ask))
      if (found) (lists[list] as unknown[]).push(...found)
    }
  }

  #countRules(target: NamespaceTarget, { nftables, hasLegacy }: RulesTarget, lists: NamespaceLists): true {
    if (nftables.length > 0) {
      const found = this.#inside(target, NETLINK_NETFILTER, (connection, netns) =>
        readNftCounters(connection, netns, nftables),
      )
      lists.nftCounters.push(...(found ?? []))
    }
    if (hasLegacy) lists.xtCounters.push(...(this.#here(target, () => readXtCounters(target.id)) ?? []))
    return true
  }

  #interfacesOf(target: NamespaceTarget, runs: Runs): readonly InterfaceCounters[] | null {
    const report = (kind: Problem['kind'], message: string): void =>
      runs.report(problem('interfaces', target, { kind, message }))
    return (
      this.#options.kernel.readInterfaces(target.id, report) ??
      this.#inside(target, NETLINK_ROUTE, (connection, netns) =>
        readInterfaceCounters(connection, { netns, number: null }, report),
      )
    )
  }

  #protocolsOf(target: NamespaceTarget, movement: number): ProtocolCounters | null {
    const { id } = target
    return this.#protocols.take(id, movement, () =>
      this.#ofFirst(target, (pid) => readProtocolCounters(this.#options.proc, pid, id)),
    )
  }

  #conntrackOf(target: NamespaceTarget, movement: number): Conntrack | null {
    const about = { netns: target.id, limit: this.#limit ?? 0 }
    return this.#conntrack.take(
      target.id,
      movement,
      () =>
        this.#ofFirst(target, (pid) => readConntrack(this.#options.proc, pid, about)) ??
        this.#inside(target, NETLINK_NETFILTER, askConntrack),
    )
  }

  #inside<T>(
    target: NamespaceTarget,
    protocol: number,
    ask: (connection: NetlinkConnection, netns: string) => T,
  ): T | null {
    return this.#here(target, () => {
      using connection = new NetlinkConnection(openNetlink(protocol))
      return ask(connection, target.id)
    })
  }

  /** Does something in the namespace; null when all its processes are gone. */
  #here<T>(target: NamespaceTarget, act: () => T): T | null {
    const { kernel, proc } = this.#options
    const done = this.#ofFirst(target, (pid) =>
      kernel.inside({ proc, pid, netns: target.id }, () => ({ answer: act() })),
    )
    return done === null ? null : done.answer
  }

  /** What the first of its processes says that is still there, and still in it. */
  #ofFirst<T>({ inode, pids }: NamespaceTarget, read: (pid: number) => T | null): T | null {
    for (const pid of pids) {
      const link = readLink(`${this.#options.proc}/${pid}/ns/net`)
      const found = link.code === undefined && netInode(link.value) === inode ? read(pid) : null
      if (found !== null) return found
    }
    return null
  }
}

const problem = (
  collector: UsageRead,
  { id }: NamespaceTarget,
  what: { readonly kind: Problem['kind']; readonly message: string },
): Problem => ({ collector, about: `netns ${id}`, ...what })

interface Attempt {
  readonly collector: UsageRead
  readonly target: NamespaceTarget
  readonly runs: Runs
}

/** One namespace that cannot be read must not keep the others from being read. */
const attempted = <T>({ collector, target, runs }: Attempt, read: () => T): T | null =>
  runs.timed(collector, () => {
    try {
      return read()
    } catch (error) {
      const { message } = error instanceof Error ? error : { message: '' }
      if (error instanceof DecodeError) runs.report(problem(collector, target, { kind: 'malformed', message }))
      else if (error instanceof KernelError)
        runs.report(
          problem(collector, target, {
            kind: error.code === 'EINVAL' ? 'vanished' : problemKindOf(error.code),
            message,
          }),
        )
      else throw error
      return null
    }
  })
