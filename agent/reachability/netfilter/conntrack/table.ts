import type { ConntrackEntry } from '../../../../collectors/netfilter/conntrack/record.ts'
import type { Space } from '../../scene/space.ts'
import type { Trial } from '../../trial.ts'
import type { Connection, Direction, Tuple } from './connection.ts'
import { entriesFrom, findEntry, zoneOfEntry } from './entries.ts'
import { collectedTuple, isSameTuple } from './tuple.ts'

/** Which zone a lookup is about (struct nf_conntrack_zone). */
export interface Zone {
  readonly id: number
  /** Absent: packets of both directions are in it. */
  readonly direction?: Direction
}

export const NO_ZONE: Zone = { id: 0 }

/** nf_ct_zone_id */
const zoneIdOf = ({ id, direction }: Zone, of: Direction): number =>
  direction === undefined || direction === of ? id : 0

export const zoneOfConnection = ({ zone, zoneDirection }: Connection): Zone =>
  zoneDirection === undefined ? { id: zone } : { id: zone, direction: zoneDirection }

const keyOf = (space: Space, tuple: Tuple, direction: Direction, zone: number): string =>
  `${space.netns} ${direction} ${zone} ${tuple.protocol} ${tuple.source} ${tuple.sourcePort} ${tuple.destination} ${tuple.destinationPort}`

export interface Found {
  readonly connection: Connection
  /** Of the tuple that was looked up. */
  readonly direction: Direction
}

const directions = ['original', 'reply'] as const

/** The connection to which packets with this tuple belong (nf_conntrack_find_get): of this walk, or of the snapshot. */
export const findConnection = (trial: Trial, space: Space, zone: Zone, tuple: Tuple): Found | null => {
  for (const direction of directions) {
    const connection = findIn(trial, space, tuple, direction, zoneIdOf(zone, direction))
    if (connection !== null) return { connection, direction }
  }
  return null
}

const findIn = (trial: Trial, space: Space, tuple: Tuple, direction: Direction, zone: number): Connection | null => {
  const known = trial.connections.get(keyOf(space, tuple, direction, zone))
  // One that ended stays, so that the entry of the snapshot is not met again.
  if (known !== undefined) return known.status.has('dying') ? null : known
  const entry = findEntry(space.flows, tuple, direction, zone)
  if (entry === null) return null
  const connection = connectionOf(entry)
  insert(trial, space, connection)
  return connection
}

/** What the walk changes of an entry of the snapshot. */
export const connectionOf = (entry: ConntrackEntry): Connection => {
  const [original, reply] = [zoneOfEntry(entry, 'original'), zoneOfEntry(entry, 'reply')]
  return {
    original: collectedTuple(entry.original),
    reply: collectedTuple(entry.reply),
    zone: original || reply,
    ...(original === reply ? {} : { zoneDirection: original === 0 ? 'reply' : 'original' }),
    mark: entry.mark,
    status: new Set(entry.status),
    tcpState: entry.state,
    helper: entry.helper ?? null,
    labels: new Set(entry.labels),
    master: null,
    entry,
    packets: { original: 0, reply: 0 },
  }
}

/** Makes it known in both directions (__nf_conntrack_hash_insert). */
export const insert = (trial: Trial, space: Space, connection: Connection): void => {
  for (const direction of directions) insertDirection(trial, space, connection, direction)
}

/** Where the original direction clashes, only the answers are known (nf_ct_resolve_clash_harder). */
export const insertDirection = (trial: Trial, space: Space, connection: Connection, direction: Direction): void => {
  const zone = zoneIdOf(zoneOfConnection(connection), direction)
  trial.connections.set(keyOf(space, connection[direction], direction, zone), connection)
}

/** nf_ct_kill: packets of it are looked up anew from now on. */
export const kill = (connection: Connection): void => {
  connection.status.add('dying')
}

/**
 * Whether answers with this tuple would be taken for another connection's (nf_conntrack_tuple_taken). One with the same original
 * tuple is the same flow.
 */
export const clashing = (trial: Trial, space: Space, connection: Connection, reply: Tuple): Connection | null => {
  const found = findConnection(trial, space, zoneOfConnection(connection), reply)?.connection
  if (found === undefined || found === connection || isSameTuple(found.original, connection.original)) return null
  return found
}

/** Connections that began at the same address and port, of which the source is mapped (nf_nat_bysource). */
export function* mappedFrom(trial: Trial, space: Space, zone: Zone, tuple: Tuple): Generator<Connection> {
  const id = zoneIdOf(zone, 'original')
  const seen = new Set<Connection>()
  const isAlike = (connection: Connection): boolean =>
    !seen.has(connection) &&
    connection.status.has('src_nat_done') &&
    !connection.status.has('dying') &&
    connection.original.sourcePort === tuple.sourcePort &&
    connection.original.protocol === tuple.protocol &&
    connection.original.source === tuple.source &&
    zoneIdOf(zoneOfConnection(connection), 'original') === id
  const prefix = `${space.netns} `
  for (const [key, connection] of trial.connections) {
    if (!key.startsWith(prefix) || !isAlike(connection)) continue
    seen.add(connection)
    yield connection
  }
  for (const entry of entriesFrom(space.flows, tuple)) {
    const original = collectedTuple(entry.original)
    const connection = findIn(trial, space, original, 'original', zoneOfEntry(entry, 'original'))
    if (connection !== null && isAlike(connection)) yield connection
  }
}

/** Connections of this walk that were made in the namespace. */
export const madeIn = (trial: Trial, space: Space): number => {
  const made = new Set<Connection>()
  const prefix = `${space.netns} `
  for (const [key, connection] of trial.connections)
    if (connection.entry === null && key.startsWith(prefix) && !connection.status.has('dying')) made.add(connection)
  return made.size
}
