import type { NetnsId } from '../collector.ts'
import type { Stale } from '../events/stale.ts'
import type { CollectorName } from '../index.ts'
import type { Known } from './known.ts'
import { staleKinds, staleWithLinks } from './stale-kinds.ts'

/** Kinds of which an event tells whenever they change. */
const told: readonly CollectorName[] = [
  'links',
  'addresses',
  'routes',
  'nexthops',
  'rules',
  'bridgeVlans',
  'mdb',
  'nftables',
]

/** What counts, ages or is learned: nobody tells of that. */
const untold = new Set([
  'stats64',
  'lifetime',
  'cacheInfo',
  'timer',
  'timer4',
  'timer6',
  'fdbLearned',
  'mcastGroups',
  'topologyChange',
  'topologyChangeDetected',
  'packets',
  'bytes',
  'elements',
  // What lies on a device without a filter of its own raises it unheard (`__dev_set_rx_mode`, net/core/dev.c).
  'promiscuity',
])

const steady = (key: string, value: unknown): unknown => {
  if (untold.has(key)) return undefined
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  // A record of one message has its fields in another order than one of a dump.
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

const lineOf = (record: object): string => JSON.stringify(record, steady)

const isAlike = (one: readonly object[], other: readonly object[]): boolean => {
  if (one.length !== other.length) return false
  if (one.every((record, at) => record === other[at])) return true
  const lines = new Set(one.map(lineOf))
  return other.every((record) => lines.has(lineOf(record)))
}

/**
 * How many kinds of records of how many namespaces changed without an event: by comparing what was known with what a look that
 * read everything found.
 * @param said what events said before that look and while it went on: that is not missed
 */
export const countMissed = (former: Known, current: Known, said: readonly Stale[]): number => {
  const excused = new Map<NetnsId, Set<CollectorName>>()
  for (const { byNumber } of said)
    for (const [number, { kinds }] of byNumber) {
      const netns = current.netnsOf(number)
      if (netns === undefined) continue
      const known = excused.get(netns) ?? new Set()
      excused.set(netns, known)
      for (const kind of [...staleKinds(kinds), ...(kinds.has('link') ? staleWithLinks : [])]) known.add(kind)
    }
  let missed = 0
  for (const { id } of current.namespaces)
    for (const kind of former.has(id) ? told : []) {
      const isExcused = excused.get(id)?.has(kind) === true
      if (!isExcused && !isAlike(former.of(id, kind), current.of(id, kind))) missed++
    }
  return missed
}
