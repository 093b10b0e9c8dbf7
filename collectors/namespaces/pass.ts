import type { NetnsId } from '../collector.ts'
import type { LinkRecord } from '../links.ts'
import { KernelError, problemKindOf } from '../linux/errno.ts'
import { namespaceId, type OpenNamespace, openNamespace } from '../linux/namespace.ts'
import type { NamespaceMemory } from '../namespace-memory.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { hubNumber } from '../netlink/hub.ts'
import type { Problem } from '../problem.ts'
import { emptyRecords, keepInside, readThroughHub, readWhole, type Target } from '../read-namespace.ts'
import type { Runs } from '../runs.ts'
import { Turns } from '../turns.ts'
import type { Candidate, Holder } from './candidate.ts'
import { Census } from './census.ts'
import type { Changes } from './changes.ts'
import { inodeOf } from './open.ts'

/** What a pass over the host's namespaces needs. */
export interface PassOptions {
  readonly home: OpenNamespace
  readonly hub: NetlinkConnection | null
  /** The hub's numbers that became free since the last call; `all` when nobody can say which. */
  readonly freedNumbers: () => ReadonlySet<number> | 'all'
  readonly proc: string
  readonly memory: NamespaceMemory
  readonly thorough: boolean
  readonly runs: Runs
  readonly isLoaded: Target['isLoaded']
  readonly wantsFlows: boolean
  readonly knownPrograms: Target['knownPrograms']
  /** What earlier looks found, of which only what is stale is read again; null to read everything. */
  readonly changes: Changes | null
}

/** Ways to a namespace that only a thorough look takes. */
const seldomSought: ReadonlySet<Holder> = new Set(['thread', 'mount', 'descriptor', 'socket'])

/** One pass over the namespaces of the host: each is opened, read and closed before the next, so that none is kept. */
export class Pass {
  readonly census = new Census()
  readonly records = emptyRecords()
  readonly #options: PassOptions
  readonly #netnsByNumber = new Map<number, NetnsId | null>()
  readonly #turns = new Turns()
  readonly #postponed: Target['postponed'] = []
  /** How many links were read before the freed numbers were asked for the last time. */
  #settled = 0
  #wasLost = false
  /** Numbers whose namespaces went during this pass. */
  readonly #freed = new Set<number>()

  constructor(options: PassOptions) {
    this.#options = options
  }

  report(kind: Problem['kind'], message: string, about?: string): void {
    this.#options.runs.report({ collector: 'namespaces', kind, message, ...(about === undefined ? {} : { about }) })
  }

  /** The host's own namespace: that of process 1, or the agent's where process 1 cannot be looked into. */
  async takeRoot(): Promise<NetnsId> {
    const { proc } = this.#options
    const open = (): OpenNamespace => openNamespace('/proc/thread-self/ns/net')
    const home = this.#take({ holder: 'process', inode: null, pids: [], open }, 'home')
    await this.#finish()
    try {
      using first = openNamespace(`${proc}/1/ns/net`)
      return this.#idOf(first)
    } catch (error) {
      if (!(error instanceof KernelError)) throw error
      const kind = problemKindOf(error.code)
      this.report(kind, `${error.message}: the agent's own namespace is taken for the host's`)
      return home ?? ''
    }
  }

  /** Others get their turn between two namespaces, when the thread is at home. */
  async takeAll(candidates: readonly Candidate[]): Promise<void> {
    for (const candidate of candidates) {
      this.#take(candidate)
      await this.#finish()
      await this.#turns.next()
    }
  }

  async #finish(): Promise<void> {
    for (const work of this.#postponed.splice(0)) await work(this.#turns)
  }

  /** The hub's numbers of the namespaces. */
  numbers(): Map<NetnsId, number> {
    const numbers = new Map<NetnsId, number>()
    for (const number of this.#netnsByNumber.keys()) {
      const id = this.netnsOf(number)
      if (id !== null) numbers.set(id, number)
    }
    return numbers
  }

  /** Numbers of the hub to which links lead, and behind which no namespace is known yet. */
  hidden(): number[] {
    // Nothing could be registered with the hub (CAP_NET_ADMIN): the numbers are those of each link's own namespace.
    if (this.#netnsByNumber.size === 0) return []
    const numbers = new Set<number>()
    for (const { linkNetnsid, linkNetns } of this.records.links as LinkRecord[])
      if (isNumber(linkNetnsid) && linkNetns === undefined && !this.#netnsByNumber.has(linkNetnsid))
        numbers.add(linkNetnsid)
    return [...numbers]
  }

  /** Reads, as far as the hub tells, the namespaces that nothing could open; they may lead to further ones. */
  takeHidden(): void {
    const { hub } = this.#options
    if (hub === null) return
    for (let numbers = this.hidden(); numbers.length > 0; numbers = this.hidden())
      for (const number of numbers) {
        const id = `hub:${number}`
        // Another had the number, and has gone meanwhile.
        if (this.census.has(id)) {
          this.#netnsByNumber.set(number, null)
          continue
        }
        const target = this.#target(id, `the unknown namespace ${id}`, { connection: hub, number })
        readThroughHub(target)
        // Every namespace has `lo`: one without a link has gone meanwhile.
        const isThere = this.records.links.length > target.linksBefore
        this.#netnsByNumber.set(number, isThere ? id : null)
        if (isThere) this.census.add({ id, inode: null, holder: 'unknown' })
        this.settle()
      }
  }

  /** Namespaces that a thorough look found where others do not look: they are there as long as the hub has their numbers. */
  keepSeldomSought(): void {
    const { changes, hub } = this.#options
    if (changes === null || hub === null) return
    const { known } = changes
    this.settle()
    for (const [number, id] of known.numbers()) {
      const namespace = known.namespace(id)
      if (namespace === undefined || !seldomSought.has(namespace.holder)) continue
      if (this.census.has(id) || this.#netnsByNumber.has(number) || this.#freed.has(number)) continue
      this.#netnsByNumber.set(number, id)
      this.census.add(namespace)
      this.census.note(id, { pids: namespace.pids })
      for (const name of namespace.names) this.census.note(id, { name, pids: [] })
      const target = this.#target(id, `netns ${namespace.inode ?? id}`, { connection: hub, number })
      readThroughHub(target)
      keepInside({ ...target, kept: (name) => known.of(id, name) })
    }
  }

  /** Asks what can only be asked when the hub knows all namespaces. */
  takeLast(): void {
    const { hub } = this.#options
    if (hub === null) return
    for (const [number, id] of this.#netnsByNumber)
      if (id !== null) readThroughHub(this.#target(id, `netns ${id}`, { connection: hub, number }), 'hub-last')
  }

  /** Takes out what was read of namespaces that have gone since: another namespace has their inode. */
  dropGone(): void {
    if (!this.census.someGone) return
    for (const list of Object.values(this.records) as { netns: NetnsId }[][]) {
      let length = 0
      for (const record of list) if (this.census.has(record.netns)) list[length++] = record
      list.length = length
    }
    // A link that was kept is in earlier snapshots, too: it stays as it was.
    const links = this.records.links as LinkRecord[]
    for (const [at, link] of links.entries())
      if (typeof link.linkNetns === 'string' && !this.census.has(link.linkNetns))
        links[at] = { ...link, linkNetns: null }
  }

  /**
   * Asks which namespaces have gone since the last call, by their numbers. Links that were read until now led to these, and lead
   * nowhere; from now on the next namespace may have the number. When nobody can say which, links read before the last call
   * keep what their numbers meant then, and of those read since nothing can be said.
   */
  settle(): void {
    const freed = this.#options.freedNumbers()
    if (freed !== 'all') for (const number of freed) this.#freed.add(number)
    const links = this.records.links as LinkRecord[]
    if (freed === 'all' || freed.size > 0) {
      for (const [index, link] of links.entries()) {
        const { linkNetnsid, linkNetns } = link
        if (!isNumber(linkNetnsid) || linkNetns !== undefined) continue
        if (freed === 'all') link.linkNetns = index < this.#settled ? this.netnsOf(linkNetnsid) : null
        else if (freed.has(linkNetnsid)) link.linkNetns = null
      }
      if (freed === 'all') this.#lose()
      else for (const number of freed) if (this.#netnsByNumber.has(number)) this.#netnsByNumber.set(number, null)
    }
    this.#settled = links.length
  }

  /** Whom the numbers mean from now on cannot be said; most of them mean whom they meant, and are not unknown namespaces. */
  #lose(): void {
    for (const number of this.#netnsByNumber.keys()) this.#netnsByNumber.set(number, null)
    if (!this.#wasLost)
      this.report('interrupted', 'so many namespaces went while they were read that not all peers can be told apart')
    this.#wasLost = true
  }

  /** The namespace that the hub knows by a number; null for one that is not, or not any more, known. */
  netnsOf(number: number): NetnsId | null {
    const id = this.#netnsByNumber.get(number) ?? null
    return id !== null && this.census.has(id) ? id : null
  }

  #take(candidate: Candidate, place: 'home' | 'elsewhere' = 'elsewhere'): NetnsId | null {
    const known = candidate.inode === null ? null : this.census.idOfInode(candidate.inode)
    if (known !== null) {
      this.census.note(known, candidate)
      return known
    }
    using namespace = this.#options.runs.timed('namespaces', () => this.#open(candidate))
    if (namespace === null) return null
    const id = this.#idOf(namespace)
    const inode = inodeOf(namespace)
    if (this.census.add({ id, inode, holder: candidate.holder })) {
      const hub = this.#register(id, namespace)
      readWhole(
        this.#target(id, `netns ${candidate.name ?? inode}`, hub, place === 'home'),
        namespace,
        this.#options.home,
      )
    }
    this.census.note(id, candidate)
    return id
  }

  #open(candidate: Candidate): OpenNamespace | null {
    const { name, pids } = candidate
    const about = name === undefined ? `a namespace of process ${pids[0]}` : `netns ${name}`
    try {
      const namespace = candidate.open()
      // Sockets are tried one after the other, and another mount may cover the one that was listed.
      if (namespace === null && candidate.holder !== 'socket' && candidate.holder !== 'mount')
        this.report('vanished', 'it is listed and leads to no network namespace: not yet, or not any more', about)
      return namespace
    } catch (error) {
      if (!(error instanceof KernelError)) throw error
      this.report(problemKindOf(error.code), error.message, about)
      return null
    }
  }

  /** Kernels before 5.14 have no id that lasts: the inode has to do, though it is used again. */
  #idOf(namespace: OpenNamespace): NetnsId {
    const id = namespaceId(namespace, this.#options.home)
    if (id !== null) return id
    this.report('unsupported', 'this kernel (before 5.14) has no id of a namespace that lasts; its inode stands for it')
    return String(inodeOf(namespace))
  }

  #register(id: NetnsId, namespace: OpenNamespace): Target['hub'] {
    const { hub, runs } = this.#options
    if (hub === null) return null
    try {
      const number = runs.timed('namespaces', () => hubNumber(hub, namespace))
      this.settle()
      this.#netnsByNumber.set(number, id)
      return { connection: hub, number }
    } catch (error) {
      if (!(error instanceof KernelError)) throw error
      this.report(
        problemKindOf(error.code),
        `${error.message}: where veths lead to stays unknown without CAP_NET_ADMIN`,
      )
      return null
    }
  }

  #target(netns: NetnsId, about: string, hub: Target['hub'], isHome = false): Target {
    const { records } = this
    const { proc, memory, thorough, runs, isLoaded, wantsFlows, knownPrograms, changes } = this.#options
    return {
      netns,
      about,
      hub,
      isHome,
      proc,
      memory,
      thorough,
      records,
      linksBefore: records.links.length,
      interfaceOnly: () => null,
      runs,
      isLoaded,
      wantsFlows,
      knownPrograms,
      postponed: this.#postponed,
      kept: (name) => changes?.kept(netns, name) ?? null,
      changed: (name) => changes?.changed(netns, name) === true,
    }
  }
}

/** Whether it is a number of the hub: -1 is that of a peer on its way out. */
const isNumber = (nsid: number | undefined): nsid is number => nsid !== undefined && nsid >= 0
