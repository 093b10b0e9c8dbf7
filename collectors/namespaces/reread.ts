import type { NetnsId } from '../collector.ts'
import { allLinks, merge, note, nothingStale, type Stale, type StaleNamespace } from '../events/stale.ts'
import type { CollectorName } from '../index.ts'
import { type LinkRecord, resolveLinkNetns } from '../links.ts'
import { KernelError } from '../linux/errno.ts'
import type { OpenNamespace } from '../linux/namespace.ts'
import type { NamespaceMemory } from '../namespace-memory.ts'
import type { NetlinkConnection } from '../netlink/connection.ts'
import { type NsidRecord, resolveNsids } from '../nsids.ts'
import { emptyRecords, insideNames, readThroughHub, readWhole, type Target } from '../read-namespace.ts'
import type { Runs } from '../runs.ts'
import { Turns } from '../turns.ts'
import { DecodeError } from '../wire/error.ts'
import type { Known } from './known.ts'
import { type LinkChange, listensAnew, names, staleWith } from './link-changes.ts'
import { openKnown, type Places } from './open-known.ts'
import type { Namespace } from './record.ts'
import { staleKinds, staleWithLinks } from './stale-kinds.ts'
import { changedPeers, type LinkPlace, leadsNowhere, readStaleLinks } from './stale-links.ts'

/** What reading again needs. */
export interface RereadOptions {
  readonly home: OpenNamespace
  readonly homeId: NetnsId | null
  readonly hub: NetlinkConnection
  /** The hub's numbers that became free since the last call; `all` when nobody can say which. */
  readonly freedNumbers: () => ReadonlySet<number> | 'all'
  readonly places: Places
  readonly memory: NamespaceMemory
  readonly runs: Runs
  readonly isLoaded: Target['isLoaded']
  readonly knownPrograms: Target['knownPrograms']
  /** What nobody waits for gathers here: it is read with the next look at everything. */
  readonly later: Stale
}

/** More interfaces than this are read at once with all others of their namespace. */
const fewLinks = 32

/** A pair whose ends do not agree after so many times is on its way somewhere. */
const mostRounds = 4

/**
 * Reads again what events made stale, and only that, and puts it into what is known. What it costs depends on what changed, not
 * on how much is known.
 * @returns what could not be read: namespaces came or went, which only a look at all of them shows
 */
export const reread = async (known: Known, stale: Stale, options: RereadOptions): Promise<Stale> => {
  const left: Stale = { lost: stale.lost, namespaces: stale.namespaces, byNumber: new Map() }
  noteFreed(known, left, options)
  const turns = new Turns()
  let round = stale.byNumber
  for (let rounds = 0; round.size > 0 && rounds < mostRounds; rounds++) {
    const peers = nothingStale()
    for (const [number, said] of round) {
      const netns = known.netnsOf(number)
      const isRead = netns !== undefined && rereadOne({ known, netns, number, said, left, peers }, options)
      if (!isRead) {
        left.namespaces = true
        left.byNumber.set(number, said)
      }
      await turns.next()
    }
    round = peers.byNumber
  }
  // What was read meanwhile may lead to a number that is another's.
  if (noteFreed(known, left, options)) merge(left, stale)
  return left
}

/** Forgets the numbers of namespaces that went; true if there are any. */
const noteFreed = (known: Known, left: Stale, { freedNumbers }: RereadOptions): boolean => {
  const freed = freedNumbers()
  if (freed === 'all') left.lost = true
  else for (const number of freed) known.forgetNumber(number)
  const isSome = freed === 'all' || freed.size > 0
  left.namespaces ||= isSome
  return isSome
}

interface One {
  readonly known: Known
  readonly netns: NetnsId
  readonly number: number
  readonly said: StaleNamespace
  readonly left: Stale
  /** Other ends of pairs, to be read next. */
  readonly peers: Stale
}

/** False when the namespace cannot be reached (any more). */
const rereadOne = (one: One, options: RereadOptions): boolean => {
  const { known, netns, said } = one
  const namespace = known.namespace(netns)
  if (namespace === undefined) return false
  const kinds = staleKinds(said.kinds)
  let narrow: Narrow | null = null
  if (kinds.has('links') && !said.links.has(allLinks) && said.links.size <= fewLinks) {
    const changes = rereadLinks(one, options)
    if (changes === null) return false
    kinds.delete('links')
    const also = staleWithChanges(one, changes)
    narrow = narrowed(changes, also, kinds)
    for (const kind of also) kinds.add(kind)
  } else if (said.kinds.has('link')) for (const kind of staleWithLinks) kinds.add(kind)
  if (kinds.size === 0) return true
  const target = targetOf(one, namespace, { kinds, narrow }, options)
  if (insideNames.some((name) => kinds.has(name))) {
    using there = opened(namespace, options)
    if (there === null) return false
    readWhole(target, there, options.home)
  } else readThroughHub(target)
  if (kinds.has('nsids')) readThroughHub(target, 'hub-last')
  if (narrow !== null) keepOthers(one, target.records, narrow)
  settle(one, target.records, kinds)
  return true
}

/** What is read again about one interface alone. */
interface Narrow {
  readonly ifindex: number
  readonly kinds: ReadonlySet<CollectorName>
}

/** Kinds that the kernel tells of one interface: a host has thousands, and one of its ports came or went. */
const tellable = ['addresses', 'routes'] as const

/** @param otherwise what is stale for other reasons, and so wholly */
const narrowed = (
  [change, ...more]: readonly LinkChange[],
  also: readonly CollectorName[],
  otherwise: ReadonlySet<CollectorName>,
): Narrow | null => {
  // The kernel knows nothing of an interface that has gone, not even that nothing is left of it.
  if (change === undefined || change.current === null || more.length > 0) return null
  return {
    ifindex: change.ifindex,
    kinds: new Set(tellable.filter((kind) => also.includes(kind) && !otherwise.has(kind))),
  }
}

/** Puts what is known of other interfaces to what was read about one. */
const keepOthers = ({ known, netns }: One, records: Target['records'], { ifindex, kinds }: Narrow): void => {
  for (const kind of kinds) {
    const former = known.of(netns, kind)
    const isAbout = (record: object): boolean => names(record, ifindex)
    const at = former.findIndex(isAbout)
    const place = at < 0 ? former.length : at
    const others = former.slice(place).filter((record) => !isAbout(record))
    const whole = former.slice(0, place).concat(records[kind] as typeof others, others)
    records[kind].length = 0
    for (const record of whole) records[kind].push(record)
  }
}

const targetOf = (
  { known, netns, number }: One,
  { holder, names: [name], inode }: Namespace,
  { kinds, narrow }: { readonly kinds: ReadonlySet<CollectorName>; readonly narrow: Narrow | null },
  { hub, homeId, places, memory, runs, isLoaded, knownPrograms }: RereadOptions,
): Target => ({
  netns,
  about: `netns ${(holder === 'name' ? name : inode) ?? netns}`,
  hub: { connection: hub, number },
  isHome: netns === homeId,
  proc: places.paths.proc,
  thorough: false,
  memory,
  records: emptyRecords(),
  linksBefore: 0,
  kept: (name) => {
    if (kinds.has(name)) return null
    return name === 'links' ? known.of(netns, 'links') : []
  },
  changed: (name) => kinds.has(name),
  interfaceOnly: (name) => (narrow?.kinds.has(name) === true ? narrow.ifindex : null),
  runs,
  isLoaded,
  wantsFlows: false,
  knownPrograms,
  postponed: [],
})

/** Says where links and numbers lead, and puts what was read into what is known. */
const settle = (
  { known, netns, number, left, peers }: One,
  records: Target['records'],
  kinds: ReadonlySet<CollectorName>,
): void => {
  const resolve = (of: number): NetnsId | null => known.netnsOf(of) ?? null
  const nsids = records.nsids as NsidRecord[]
  resolveNsids(nsids, resolve)
  if (nsids.some(({ peer }) => peer === null)) left.namespaces = true
  if (kinds.has('links')) {
    const links = records.links as LinkRecord[]
    resolveLinkNetns(links, resolve)
    if (links.some(leadsNowhere)) left.namespaces = true
    for (const peer of changedPeers(known, netns, number, links)) notePeer(peers, peer)
  }
  for (const name of kinds) known.replace(netns, name, records[name] as { netns: NetnsId }[])
}

const notePeer = (peers: Stale, { number, ifindex }: LinkPlace): void => note(peers, number, { kind: 'peer', ifindex })

const opened = (namespace: Namespace, { places, home }: RereadOptions): OpenNamespace | null => {
  try {
    return openKnown(namespace, places, home)
  } catch (error) {
    if (error instanceof KernelError) return null
    throw error
  }
}

/** What else is stale when interfaces changed. */
const staleWithChanges = ({ known, netns }: One, changes: readonly LinkChange[]): CollectorName[] =>
  changes.flatMap((change) =>
    staleWith(change, (kind, ifindex) => known.of(netns, kind).some((record) => names(record, ifindex))),
  )

/** Reads interfaces that changed, and answers how; null when that cannot be known. */
const rereadLinks = (
  { known, netns, number, said, left, peers: others }: One,
  { hub, later }: RereadOptions,
): readonly LinkChange[] | null => {
  try {
    const { links, peers, leadsToUnknown, changes } = readStaleLinks(hub, known, { netns, number, indexes: said.links })
    known.replace(netns, 'links', links)
    if (leadsToUnknown) left.namespaces = true
    for (const peer of peers) notePeer(others, peer)
    if (changes.some(listensAnew)) note(later, number, { kind: 'fdb', ifindex: null })
    return changes
  } catch (error) {
    if (error instanceof KernelError || error instanceof DecodeError) return null
    throw error
  }
}
