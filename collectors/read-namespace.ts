import type { Collector, Look, NetnsId } from './collector.ts'
import { type CollectorName, collectors } from './index.ts'
import type { LinkRecord } from './links.ts'
import { readBelow } from './linux/directory.ts'
import { KernelError, problemKindOf } from './linux/errno.ts'
import { type OpenNamespace, visit } from './linux/namespace.ts'
import { NETLINK_ROUTE } from './linux/socket.ts'
import type { NamespaceMemory } from './namespace-memory.ts'
import type { NetlinkConnection } from './netlink/connection.ts'
import { Connections } from './netlink/connections.ts'
import type { Runs } from './runs.ts'
import type { Turns } from './turns.ts'
import { DecodeError } from './wire/error.ts'

/** Where the records of a snapshot gather, a list for each collector. */
export type Records = { readonly [K in CollectorName]: unknown[] }

const names = Object.keys(collectors) as CollectorName[]
const namesFrom = {
  hub: names.filter((name) => collectors[name].from === 'hub'),
  inside: names.filter((name) => collectors[name].from === 'inside'),
  'hub-last': names.filter((name) => collectors[name].from === 'hub-last'),
}

/** What is not asked of the hub. */
export const insideNames: readonly CollectorName[] = namesFrom.inside

export const emptyRecords = (): Records =>
  Object.fromEntries(names.map((name): [CollectorName, unknown[]] => [name, []])) as Records

/** One namespace to be read, and where what is found goes. */
export interface Target {
  readonly netns: NetnsId
  /** How the namespace is called in a problem. */
  readonly about: string
  /** The hub and its number of the namespace; null when there is no hub. */
  readonly hub: { readonly connection: NetlinkConnection; readonly number: number } | null
  /** The thread is in it already: it need not be entered. */
  readonly isHome: boolean
  /** Where procfs is mounted. */
  readonly proc: string
  readonly thorough: boolean
  readonly memory: NamespaceMemory
  readonly records: Records
  /** How many links of other namespaces the records held before this one's. */
  readonly linksBefore: number
  /** What is known of it and still so; null for what has to be read. */
  readonly kept: (name: CollectorName) => readonly unknown[] | null
  /** Whether events said that it changed: it is not to be remembered from looks before. */
  readonly changed: (name: CollectorName) => boolean
  /** The only interface about which something is to be read; null for everything. */
  readonly interfaceOnly: (name: CollectorName) => number | null
  readonly runs: Runs
  readonly isLoaded: Look['isLoaded']
  readonly wantsFlows: boolean
  readonly knownPrograms: Look['knownPrograms']
  /** Work that goes on outside the namespace. */
  readonly postponed: ((turns: Turns) => Promise<void>)[]
}

/** Reads what the hub tells of a namespace; all that can be had of one that nobody can open. */
export const readThroughHub = (target: Target, when: 'hub' | 'hub-last' = 'hub'): void => {
  if (target.hub === null) return
  for (const name of namesFrom[when])
    if (!keep(target, name)) run(target, name, { ...target.hub, connectionTo: notInside })
}

/** Takes over all that is known of the inside of a namespace that is not entered. */
export const keepInside = (target: Target): void => {
  for (const name of namesFrom.inside) keep(target, name)
}

/** Takes over what is known of a namespace already; false when it has to be read. */
const keep = ({ kept, records, runs, about }: Target, name: CollectorName): boolean => {
  const known = kept(name)
  if (known === null) return false
  runs.note('kept', name, about)
  for (const record of known) records[name].push(record)
  return true
}

/** Reads everything of a namespace: over the hub what the hub tells, the rest inside. `home` is where the thread is. */
export const readWhole = (target: Target, namespace: OpenNamespace, home: OpenNamespace): void => {
  readThroughHub(target)
  const inside = target.hub === null ? names : namesFrom.inside
  const unknown = inside.filter((name) => !keep(target, name))
  if (unknown.length === 0) return
  const act = (): void => {
    using connections = new Connections()
    const connectionTo = (protocol: number): NetlinkConnection => connections.to(protocol)
    const connection = connectionTo(NETLINK_ROUTE)
    for (const name of unknown) run(target, name, { connection, connectionTo, number: null })
  }
  try {
    if (target.isHome) act()
    else visit(namespace, home, act)
  } catch (error) {
    report(target, 'namespaces', error)
  }
}

/** Over which sockets a namespace is asked. */
interface Way {
  readonly connection: NetlinkConnection
  readonly connectionTo: Look['connectionTo']
  /** The hub's number of the namespace; null inside. */
  readonly number: number | null
}

const notInside = (): never => {
  throw new TypeError('what needs a socket of the namespace itself is collected inside')
}

const isBridge = ({ info }: LinkRecord): boolean => info?.link?.kind === 'bridge'

const run = (target: Target, name: CollectorName, way: Way): void => {
  const { number } = way
  const links = (): readonly LinkRecord[] => target.records.links.slice(target.linksBefore) as LinkRecord[]
  const hasBridge = (): boolean => links().some(isBridge)
  const look: Look = {
    netns: target.netns,
    connection: way.connection,
    connectionTo: way.connectionTo,
    target: number,
    interfaceOnly: target.interfaceOnly(name),
    memory: target.memory,
    thorough: target.thorough,
    closely: () => target.thorough || target.changed(name) || target.isHome || hasBridge(),
    isHome: target.isHome,
    links,
    hasBridge,
    readSysctls: (folder, files) => readBelow(`${target.proc}/sys/${folder}`, files),
    isLoaded: target.isLoaded,
    wantsFlows: target.wantsFlows,
    knownPrograms: target.knownPrograms,
    postpone: (work) => void target.postponed.push((turns) => finish(target, name, () => work(turns))),
    report: (kind, message) => target.runs.report({ collector: name, kind, about: target.about, message }),
  }
  const collector: Collector<unknown> = collectors[name]
  target.runs.note('read', name, target.about)
  target.runs.timed(name, () => {
    try {
      for (const record of collector.collect(look)) target.records[name].push(record)
    } catch (error) {
      if (number !== null && isGone(error)) look.report('vanished', 'the namespace went while it was read')
      else report(target, name, error)
    }
  })
}

const finish = (target: Target, name: CollectorName, work: () => Promise<readonly unknown[]>): Promise<void> =>
  target.runs.timedAsync(name, async () => {
    try {
      for (const record of await work()) target.records[name].push(record)
    } catch (error) {
      report(target, name, error)
    }
  })

/** The hub's number of a namespace that is gone is an invalid argument. */
const isGone = (error: unknown): boolean => error instanceof KernelError && error.code === 'EINVAL'

/** What the kernel refuses everywhere is said once, what concerns this namespace is said of it. */
const report = (target: Target, collector: string, error: unknown): void => {
  const { runs, about } = target
  if (error instanceof DecodeError) runs.report({ collector, kind: 'malformed', about, message: error.message })
  else if (error instanceof KernelError) {
    const kind = problemKindOf(error.code)
    const everywhere = kind === 'denied' || kind === 'unsupported'
    runs.report({ collector, kind, ...(everywhere ? {} : { about }), message: error.message })
  } else throw error
}
