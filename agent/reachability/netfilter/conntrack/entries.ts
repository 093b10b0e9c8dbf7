import type { Flows } from '../../../../collectors/flows.ts'
import type { ConntrackEntry } from '../../../../collectors/netfilter/conntrack/record.ts'
import { remembered } from '../../../indexes/remembered.ts'
import type { Direction, Tuple } from './connection.ts'
import { collectedDestinationPort, collectedSourcePort } from './tuple.ts'

type Entries = ReadonlyMap<number, readonly ConntrackEntry[]>

interface Index {
  /** By the ports of the direction: 65536 * source + destination. */
  readonly original: Entries
  readonly reply: Entries
  /** By the source port of the original direction. */
  readonly bySourcePort: Entries
}

const byPorts = ({ entries }: Flows, direction: Direction): Entries =>
  Map.groupBy(entries, ({ [direction]: tuple }) => collectedSourcePort(tuple) * 65536 + collectedDestinationPort(tuple))

const indexOf = remembered(
  (flows: Flows): Index => ({
    original: byPorts(flows, 'original'),
    reply: byPorts(flows, 'reply'),
    bySourcePort: Map.groupBy(flows.entries, ({ original }) => collectedSourcePort(original)),
  }),
)

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
  const alike = indexOf(flows)[direction].get(tuple.sourcePort * 65536 + tuple.destinationPort) ?? []
  for (const entry of alike) {
    const collected = entry[direction]
    if (
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
