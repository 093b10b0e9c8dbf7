import type { Flows } from '../../../../collectors/flows.ts'
import type { ConntrackEntry } from '../../../../collectors/netfilter/conntrack/record.ts'
import type { Direction, Tuple } from './connection.ts'
import { collectedDestinationPort, collectedSourcePort } from './tuple.ts'

interface Found {
  readonly entry: ConntrackEntry
  readonly direction: Direction
}

interface Index {
  /** By the ports of a direction: 65536 * source + destination. */
  readonly byPorts: ReadonlyMap<number, readonly Found[]>
  /** By the source port of the original direction. */
  readonly bySourcePort: ReadonlyMap<number, readonly ConntrackEntry[]>
}

const indexes = new WeakMap<Flows, Index>()

const add = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

const indexOf = (flows: Flows): Index => {
  const known = indexes.get(flows)
  if (known !== undefined) return known
  const byPorts = new Map<number, Found[]>()
  const bySourcePort = new Map<number, ConntrackEntry[]>()
  for (const entry of flows.entries) {
    for (const direction of ['original', 'reply'] as const) {
      const tuple = entry[direction]
      const key = collectedSourcePort(tuple) * 65536 + collectedDestinationPort(tuple)
      add(byPorts, key, { entry, direction })
    }
    add(bySourcePort, collectedSourcePort(entry.original), entry)
  }
  const index = { byPorts, bySourcePort }
  indexes.set(flows, index)
  return index
}

export const zoneOfEntry = (entry: ConntrackEntry, direction: Direction): number =>
  direction === 'original' ? entry.originalZone : entry.replyZone

/** The entry of a snapshot that has this tuple in this direction and zone. */
export const findEntry = (
  flows: Flows | null,
  tuple: Tuple,
  direction: Direction,
  zone: number,
): ConntrackEntry | null => {
  if (flows === null) return null
  const alike = indexOf(flows).byPorts.get(tuple.sourcePort * 65536 + tuple.destinationPort) ?? []
  for (const found of alike) {
    const { entry } = found
    const collected = entry[direction]
    if (
      found.direction === direction &&
      collected.source === tuple.source &&
      collected.destination === tuple.destination &&
      collected.protocol === tuple.protocol &&
      zoneOfEntry(entry, direction) === zone &&
      !entry.status.includes('dying')
    )
      return entry
  }
  return null
}

/** Entries whose first packet came from there (nf_nat_bysource). */
export const entriesFrom = (flows: Flows | null, tuple: Tuple): readonly ConntrackEntry[] =>
  flows === null
    ? []
    : (indexOf(flows).bySourcePort.get(tuple.sourcePort) ?? []).filter(
        ({ original }) => original.source === tuple.source && original.protocol === tuple.protocol,
      )
