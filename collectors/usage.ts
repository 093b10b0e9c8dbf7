import { CgroupReader, type CgroupTarget } from './cgroups/reader.ts'
import { cgroupParts } from './cgroups/record.ts'
import { cgroupPaths } from './containers/cgroup-paths.ts'
import type { KernelReader } from './kernel.ts'
import { readMachineFacts } from './machine/facts.ts'
import { readMachineUsage } from './machine/machine.ts'
import type { MachineFacts } from './machine/record.ts'
import { type NamespaceLists, NamespaceUsage } from './namespace-usage.ts'
import { ownCost } from './own-cost.ts'
import { readContainerProcesses } from './processes/processes.ts'
import type { HostPaths } from './procfs/root.ts'
import { Runs } from './runs.ts'
import { SizeMeter } from './sizes/meter.ts'
import type { Taken } from './take-snapshot.ts'
import { Turns } from './turns.ts'
import type { Usage, UsageRead } from './usage-record.ts'
import type { ContainerTarget, UsageTargets } from './usage-targets.ts'

export interface UsageOptions {
  readonly kernel: KernelReader
  readonly paths: HostPaths
  /** What is wanted; nothing else is touched. */
  readonly reads: ReadonlySet<UsageRead>
}

/** The lists of a usage while they grow. */
type Lists = NamespaceLists & { readonly [K in 'cgroups' | 'processes']: Usage[K][number][] }

/** Takes some records of a list away. */
export type Emit = (list: keyof Lists, records: readonly unknown[]) => void

/** Records that gather before they are taken away. */
const several = 50

const emptyLists = (): Lists => ({
  cgroups: [],
  processes: [],
  interfaces: [],
  protocols: [],
  conntrack: [],
  tcpStates: [],
  udpQueues: [],
  listeners: [],
  nftCounters: [],
  xtCounters: [],
})

/** Reads the counters of all things that the last look found; new things are read of from the next look on. */
export class UsageReader implements AsyncDisposable {
  readonly #options: UsageOptions
  readonly #cgroups: CgroupReader
  readonly #namespaces: NamespaceUsage
  /** Null when sizes are not wanted. */
  readonly #sizes: SizeMeter | null
  #targets: UsageTargets = { containers: [], namespaces: [] }
  #runs = new Runs()
  /** They do not change while the machine runs. */
  #facts: MachineFacts | null = null
  #reading: Promise<Usage> | null = null

  constructor(options: UsageOptions) {
    const { kernel, paths, reads } = options
    this.#options = options
    this.#namespaces = new NamespaceUsage({ kernel, proc: paths.proc, reads })
    this.#sizes = reads.has('sizes') ? new SizeMeter({ paths }) : null
    this.#cgroups = new CgroupReader({
      paths,
      parts: new Set(cgroupParts.filter((part) => reads.has(part))),
      ownPaths: cgroupPaths,
      report: (kind, message, about) =>
        this.#runs.report({ collector: 'cgroups', kind, message, ...(about === undefined ? {} : { about }) }),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cgroups[Symbol.dispose]()
    await this.#sizes?.[Symbol.asyncDispose]()
  }

  /** Sets what is to be read of, after each look. */
  follow({ snapshot, targets }: Pick<Taken, 'snapshot' | 'targets'>): void {
    this.#targets = targets
    this.#sizes?.follow(snapshot)
    this.#cgroups.keepOnly([root, ...targets.containers.map(cgroupTarget)])
  }

  /** Everything now. Others get their turn meanwhile; who asks while a reading is under way shares it. */
  read(): Promise<Usage> {
    this.#reading ??= this.#read(null).finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  /** Everything now, and not shared: what is read is given to `emit` a few records at a time, the rest is returned. */
  async stream(emit: Emit): Promise<Usage> {
    while (this.#reading) await this.#reading.catch(() => undefined)
    this.#reading = this.#read(emit).finally(() => {
      this.#reading = null
    })
    return this.#reading
  }

  async #read(emit: Emit | null): Promise<Usage> {
    const takenAt = new Date()
    const start = performance.now()
    const runs = new Runs()
    this.#runs = runs
    const { containers, namespaces } = this.#targets
    const lists = emptyLists()
    const turns = new Turns()
    this.#cgroups.begin()
    this.#readCgroup(root, lists)
    for (const container of containers) {
      this.#readCgroup(cgroupTarget(container), lists)
      this.#readProcesses(container, lists)
      emitSome(lists, emit)
      await turns.next()
    }
    this.#namespaces.begin(namespaces)
    for (const namespace of namespaces) {
      this.#namespaces.read(namespace, lists, runs)
      emitSome(lists, emit)
      await turns.next()
    }
    const machine = this.#machine()
    for (const problem of this.#sizes?.problems() ?? []) runs.report(problem)
    return {
      takenAt: takenAt.toISOString(),
      tookMs: performance.now() - start,
      ...lists,
      ...machine,
      ...(this.#sizes === null ? {} : { sizes: this.#sizes.sizes() }),
      collector: ownCost(this.#options.kernel),
      problems: runs.problems,
      runs: runs.list(),
    }
  }

  #readCgroup(target: CgroupTarget, { cgroups }: Lists): void {
    const cgroup = this.#runs.timed('cgroups', () => this.#cgroups.read(target))
    if (cgroup !== null) cgroups.push(cgroup)
  }

  #readProcesses({ id, pids }: ContainerTarget, { processes }: Lists): void {
    const { reads, paths } = this.#options
    const wanted = { openFiles: reads.has('openFiles'), tasks: reads.has('tasks') }
    if (!reads.has('processes') && !wanted.openFiles && !wanted.tasks) return
    processes.push(this.#runs.timed('processes', () => readContainerProcesses(paths.proc, id, pids, wanted)))
  }

  #machine(): Pick<Usage, 'machine' | 'machineFacts'> {
    const { reads, paths } = this.#options
    if (!reads.has('machine') && !reads.has('filesystems')) return {}
    return this.#runs.timed('machine', () => {
      this.#facts ??= readMachineFacts(paths)
      return {
        machine: readMachineUsage(paths, { filesystems: reads.has('filesystems') }),
        machineFacts: this.#facts,
      }
    })
  }
}

const emitSome = (lists: Lists, emit: Emit | null): void => {
  if (emit === null) return
  for (const [list, records] of Object.entries(lists) as [keyof Lists, unknown[]][])
    if (records.length >= several) emit(list, records.splice(0))
}

/** The whole machine. */
const root: CgroupTarget = { path: '/', text: '' }

const cgroupTarget = ({ id, path, cgroup }: ContainerTarget): CgroupTarget => ({ container: id, path, text: cgroup })
