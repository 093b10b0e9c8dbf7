import { stat } from 'node:fs/promises'
import type { Look, NetnsId } from './collector.ts'
import { readInterfaceCounters } from './counters/interfaces.ts'
import type { InterfaceCounters } from './counters/record.ts'
import { type EventSockets, HostEvents } from './events/host-events.ts'
import { openEventSockets } from './events/open-event-sockets.ts'
import { merge, nothingStale, type Stale } from './events/stale.ts'
import type { NamespaceRecords } from './index.ts'
import { type LinkRecord, resolveLinkNetns } from './links.ts'
import { KernelError, problemKindOf } from './linux/errno.ts'
import {
  type Hub,
  namespaceId,
  type OpenNamespace,
  openHub,
  openNamespace,
  type Synchronous,
  visit,
} from './linux/namespace.ts'
import { NamespaceMemory } from './namespace-memory.ts'
import { namespacesOfDescriptors, namespacesOfSockets } from './namespaces/by-descriptor.ts'
import { namespacesOfMounts } from './namespaces/by-mount.ts'
import { namespacesOfFolders } from './namespaces/by-name.ts'
import { namespacesOfProcesses } from './namespaces/by-process.ts'
import { namespacesOfThreads } from './namespaces/by-thread.ts'
import { Changes } from './namespaces/changes.ts'
import { Known } from './namespaces/known.ts'
import { countMissed } from './namespaces/missed-changes.ts'
import { Pass } from './namespaces/pass.ts'
import { type SeenProcess, scanProcesses } from './namespaces/processes.ts'
import type { Namespace } from './namespaces/record.ts'
import { type RereadOptions, reread } from './namespaces/reread.ts'
import { NetlinkConnection } from './netlink/connection.ts'
import { FreedNumbers } from './netlink/freed-numbers.ts'
import { type NsidRecord, resolveNsids } from './nsids.ts'
import { questionsLoadNothing } from './procfs/kernel-modules.ts'
import type { HostPaths } from './procfs/root.ts'
import { KnownPrograms } from './programs/known-programs.ts'
import type { Runs } from './runs.ts'

/** A process, its network namespace, and the text of its cgroup file. */
export interface PlacedProcess {
  readonly pid: number
  readonly netns: NetnsId | null
  readonly cgroup: string
}

/** All that the kernel tells of the network, in one look. */
export interface KernelReading {
  readonly namespaces: readonly Namespace[]
  readonly records: NamespaceRecords
  readonly processes: readonly PlacedProcess[]
  /** Null when they may not be listed, or there can be none. */
  readonly knownPrograms: KnownPrograms | null
}

/** What is known after some of it was read again. */
export interface ReadAgain {
  readonly kernel: KernelReading
  /** Namespaces came or went: a look at all of them is due. */
  readonly namespaces: boolean
}

export interface KernelReaderOptions {
  /** Hears of changes: then a look reads only what they made stale, and what changes without a word. */
  readonly events: boolean
}

export interface KernelOptions {
  readonly paths: HostPaths
  /** Folders with named namespaces. */
  readonly folders: readonly string[]
  /**
   * Reads everything anew, also the settings (sysctls) of namespaces seen before. Looks also for namespaces that only a
   * thread, a bind mount elsewhere or an open descriptor holds; that costs a look at every thread and descriptor of the
   * host, and otherwise only a veth that leads to an unknown namespace starts it.
   */
  readonly thorough: boolean
  /** Reads tracked connections, too. */
  readonly flows: boolean
  /** Leaves what changes without an event as it was: only namespaces that came or went are wanted. */
  readonly onlyTold?: boolean
}

/**
 * Reads the network of every namespace of the host.
 * Keeps a hub: an empty namespace of its own, whose socket sees links and addresses of all others and gives each a number.
 */
export class KernelReader implements Disposable {
  readonly #home: OpenNamespace
  readonly #hub: NetlinkConnection | null
  readonly #freedNumbers: FreedNumbers | null
  readonly #freedInPass: () => ReadonlySet<number> | 'all'
  readonly #freedSince: () => ReadonlySet<number> | 'all'
  /** The hub's numbers of the namespaces of the last look. */
  #numbers = new Map<NetnsId, number>()
  /** Why there is no hub. */
  readonly #hubError: KernelError | null
  readonly #memory = new NamespaceMemory()
  readonly #programs = new KnownPrograms()
  /** Null without a hub, or when they are not wanted or cannot be heard. */
  readonly events: HostEvents | null
  /** How many changes the looks that read everything found of which no event had told. */
  missedChanges = 0
  /** What events made stale and was not read yet. */
  #left = nothingStale()
  #later = nothingStale()
  /** A look that began did not end, or did with an error: what it took to read may be unread. */
  #isUnfinished = false
  /** Null until the first look, and where there are no events. */
  #known: Known | null = null
  #last: KernelReading | null = null

  private constructor(home: OpenNamespace, hub: Hub<EventSockets | KernelError | null> | KernelError) {
    const isThere = !(hub instanceof KernelError)
    this.#home = home
    const sockets = isThere ? hub.others : null
    this.events = sockets === null || sockets instanceof KernelError ? null : new HostEvents(sockets)
    this.#hub = isThere ? new NetlinkConnection(hub.transport) : null
    this.#freedNumbers = isThere ? new FreedNumbers(hub.nsids) : null
    this.#freedInPass = this.#freedNumbers?.taker() ?? (() => new Set<number>())
    this.#freedSince = this.#freedNumbers?.taker() ?? (() => new Set<number>())
    this.#hubError = isThere ? null : hub
  }

  /** @throws KernelError when not even the process's own namespace can be opened */
  static async open({ events }: KernelReaderOptions = { events: false }): Promise<KernelReader> {
    // The threads of libuv's pool stay in the namespace of the thread that first gave them work: that must be home.
    await stat('/')
    const home = openNamespace('/proc/thread-self/ns/net')
    try {
      return new KernelReader(
        home,
        openHub(home, () => (events ? openEventSockets() : null)),
      )
    } catch (error) {
      if (error instanceof KernelError) return new KernelReader(home, error)
      throw error
    }
  }

  [Symbol.dispose](): void {
    this.events?.[Symbol.dispose]()
    this.#hub?.[Symbol.dispose]()
    this.#freedNumbers?.[Symbol.dispose]()
    this.#home[Symbol.dispose]()
  }

  /** One look at everything; others get their turn between two namespaces. Problems go to `runs`. */
  async read(options: KernelOptions, runs: Runs): Promise<KernelReading> {
    const { paths, folders, thorough, flows } = options
    const { proc } = paths
    const knownPrograms = this.#listPrograms(runs)
    const said = thorough ? this.#takeStale() : null
    const changes = thorough ? null : await this.#changes(options, runs, knownPrograms)
    this.#freedInPass()
    const pass = new Pass({
      home: this.#home,
      hub: this.#hub,
      freedNumbers: this.#freedInPass,
      proc,
      memory: this.#memory,
      thorough,
      runs,
      isLoaded: questionsLoadNothing(paths),
      wantsFlows: flows,
      knownPrograms,
      changes,
    })
    if (this.#hubError) pass.report('denied', this.#hubError.message)
    const root = await pass.takeRoot()
    const { processes, denied } = runs.timed('namespaces', () => scanProcesses(proc))
    if (denied.length > 0) pass.report('denied', unseen(denied))
    const takeListed = async (seen: readonly SeenProcess[]): Promise<void> => {
      await pass.takeAll(namespacesOfProcesses(proc, seen))
      await pass.takeAll(namespacesOfFolders(folders, (kind, message) => pass.report(kind, message)))
    }
    await takeListed(processes)
    // A veth leads to where nobody was: most likely a container that began after the list was made.
    if (pass.hidden().length > 0) await takeListed(scanProcesses(proc).processes)
    if (thorough || pass.hidden().length > 0) {
      await pass.takeAll(namespacesOfThreads(proc, processes))
      await pass.takeAll(namespacesOfMounts(proc, processes))
      await pass.takeAll(namespacesOfDescriptors(proc, processes))
    }
    if (pass.hidden().length > 0) await pass.takeAll(namespacesOfSockets(proc, processes))
    pass.takeHidden()
    pass.keepSeldomSought()
    pass.takeLast()
    this.#freedSince()
    pass.settle()
    pass.dropGone()
    this.#numbers = pass.numbers()
    this.#memory.keepOnly((netns) => pass.census.has(netns))
    resolveNsids(pass.records.nsids as NsidRecord[], (number) => pass.netnsOf(number))
    resolveLinkNetns(pass.records.links as LinkRecord[], (number) => pass.netnsOf(number))
    const namespaces = pass.census.records(proc, root)
    const records = pass.records as NamespaceRecords
    if (this.events !== null) this.#know(new Known({ namespaces, numbers: this.#numbers, records }, this.#known), said)
    const reading = {
      knownPrograms,
      namespaces: this.#known?.namespaces ?? namespaces,
      records: this.#known?.lists ?? records,
      processes: processes.map(({ pid, inode, cgroup }) => ({ pid, netns: pass.census.idOfInode(inode), cgroup })),
    }
    if (this.events !== null) this.#last = reading
    this.#isUnfinished = false
    return reading
  }

  /**
   * Reads only what events made stale since the last look: everything else is the same objects. Null when nobody can say what is
   * stale, because there was no look yet or events were lost: then a look at everything is due.
   */
  async readStale(options: KernelOptions, runs: Runs): Promise<ReadAgain | null> {
    const [known, last] = [this.#known, this.#last]
    if (this.events === null || known === null || last === null) return null
    const left = await this.#reread(known, options, { runs, knownPrograms: last.knownPrograms })
    this.#left = left
    this.#isUnfinished = false
    if (left.lost) return null
    const kernel = { ...last, records: known.lists }
    this.#last = kernel
    return { kernel, namespaces: left.namespaces }
  }

  /** What has to be read, in a look at all namespaces; null for everything. */
  async #changes(options: KernelOptions, runs: Runs, knownPrograms: KnownPrograms | null): Promise<Changes | null> {
    const known = this.#known
    if (this.events === null || known === null) return null
    merge(this.#left, this.#later)
    this.#later = nothingStale()
    const left = await this.#reread(known, options, { runs, knownPrograms })
    return left.lost ? null : new Changes(known, left, options.onlyTold === true)
  }

  /** @param said what events said before a look that read everything; null when it relied on them */
  #know(known: Known, said: Stale | null): void {
    const former = this.#known
    this.#known = known
    if (former === null || said === null || this.events === null || said.lost) return
    const meanwhile = this.events.peek()
    if (!meanwhile.lost) this.missedChanges += countMissed(former, known, [said, meanwhile])
  }

  #takeStale(): Stale {
    const stale = this.#left
    this.#left = nothingStale()
    if (this.events !== null) merge(stale, this.events.take())
    if (this.#isUnfinished) stale.lost = true
    this.#isUnfinished = true
    return stale
  }

  async #reread(
    known: Known,
    { paths, folders }: KernelOptions,
    how: Pick<RereadOptions, 'runs' | 'knownPrograms'>,
  ): Promise<Stale> {
    const stale = this.#takeStale()
    if (this.#hub === null || stale.lost) return stale
    return await reread(known, stale, {
      home: this.#home,
      homeId: namespaceId(this.#home, this.#home),
      hub: this.#hub,
      freedNumbers: this.#freedInPass,
      places: { paths, folders },
      memory: this.#memory,
      later: this.#later,
      isLoaded: questionsLoadNothing(paths),
      ...how,
    })
  }

  /** The machine's BPF programs as they are now; null when they may not be listed, or there can be none. */
  #listPrograms(runs: Runs): KnownPrograms | null {
    try {
      runs.timed('programs', () => this.#programs.begin())
      return this.#programs
    } catch (error) {
      if (!(error instanceof KernelError)) throw error
      runs.report({ collector: 'programs', kind: problemKindOf(error.code), message: error.message })
      return null
    }
  }

  /**
   * What the interfaces of a namespace counted until now; null for one that the last look did not find or that has gone.
   * @throws KernelError
   */
  readInterfaces(netns: NetnsId, report: Look['report']): readonly InterfaceCounters[] | null {
    const freed = this.#freedSince()
    if (freed === 'all') this.#numbers.clear()
    else if (freed.size > 0)
      for (const [known, number] of this.#numbers) if (freed.has(number)) this.#numbers.delete(known)
    const number = this.#numbers.get(netns)
    return this.#hub === null || number === undefined
      ? null
      : readInterfaceCounters(this.#hub, { netns, number }, report)
  }

  /**
   * Does something inside the namespace of a process; null if that is gone, or not in this namespace any more.
   * @throws KernelError
   */
  inside<T>({ proc, pid, netns }: { proc: string; pid: number; netns: NetnsId }, act: () => Synchronous<T>): T | null {
    using namespace = openNamespace(`${proc}/${pid}/ns/net`)
    if (namespaceId(namespace, this.#home) !== netns) return null
    return visit(namespace, this.#home, act)
  }
}

const shownPids = 5

const unseen = (pids: readonly number[]): string => {
  const some = pids.slice(0, shownPids).join(', ')
  const more = pids.length > shownPids ? `, … (${pids.length} in all)` : ''
  const whose = pids.length === 1 ? `namespace of process ${some}` : `namespaces of processes ${some}${more}`
  return `the ${whose} cannot be read; that needs CAP_SYS_PTRACE, and every capability that is in use there`
}
