import { numberOf } from '../../../firewall/prefix.ts'
import { hasPorts } from '../../packet/layout.ts'
import { IPPROTO_GRE, IPPROTO_TCP } from '../../packet/packet.ts'
import type { Connection, Tuple } from '../conntrack/connection.ts'
import { clashing, kill, mappedFrom, zoneOfConnection } from '../conntrack/table.ts'
import { invertedBack, isIcmpProtocol } from '../conntrack/tuple.ts'
import type { Context } from '../context.ts'
import { chooseAddress } from './choose-address.ts'
import type { Manip, NatRange } from './range.ts'

const isBetween = (address: string, first: string, last: string): boolean => {
  const number = numberOf(address)
  return number >= numberOf(first) && number <= numberOf(last)
}

/** The part that NAT may change: a port, or the identifier of ICMP, which both directions share. */
const keyOf = (tuple: Tuple, manip: Manip): number =>
  manip === 'source' || isIcmpProtocol(tuple.protocol) ? tuple.sourcePort : tuple.destinationPort

const withKey = (tuple: Tuple, manip: Manip, key: number): Tuple =>
  manip === 'source' || isIcmpProtocol(tuple.protocol)
    ? { ...tuple, sourcePort: key }
    : { ...tuple, destinationPort: key }

/** l4proto_in_range: protocols without ports are in each range. */
const isPortInRange = (tuple: Tuple, manip: Manip, min: number, max: number): boolean => {
  const { protocol } = tuple
  if (!hasPorts(protocol) && !isIcmpProtocol(protocol) && protocol !== IPPROTO_GRE) return true
  const key = keyOf(tuple, manip)
  return key >= min && key <= max
}

/** nf_in_range: whether a source is already as it is wanted. */
const isInRange = (
  tuple: Tuple,
  { minAddress, maxAddress = minAddress, minPort, maxPort = minPort }: NatRange,
): boolean =>
  (minAddress === undefined || maxAddress === undefined || isBetween(tuple.source, minAddress, maxAddress)) &&
  (minPort === undefined || maxPort === undefined || isPortInRange(tuple, 'source', minPort, maxPort))

/** The most ports that the kernel tries in one go (NF_NAT_MAX_ATTEMPTS). */
const MOST_ATTEMPTS = 128

/** Of the last attempts (NF_NAT_HARDER_THRESH): they may take the place of a connection that is over. */
const LAST_ATTEMPTS = 32

const over: ReadonlySet<string | null> = new Set(['time_wait', 'close', 'syn_sent2'])

/** From where ports are taken: those below 512 and below 1024 stay among themselves. */
const portsFor = (tuple: Tuple, manip: Manip, range: NatRange): { min: number; size: number } | null => {
  const { minPort, maxPort = minPort } = range
  if (minPort !== undefined && maxPort !== undefined) {
    const min = Math.min(minPort, maxPort)
    return { min, size: Math.max(minPort, maxPort) - min + 1 }
  }
  if (isIcmpProtocol(tuple.protocol)) return { min: 0, size: 65_536 }
  if (tuple.protocol === IPPROTO_GRE) return { min: 1, size: 65_535 }
  // The port of a destination is changed only where that is said.
  if (manip === 'destination') return null
  const key = keyOf(tuple, manip)
  if (key >= 1024) return { min: 1024, size: 64_512 }
  return key < 512 ? { min: 1, size: 511 } : { min: 600, size: 424 }
}

interface Choice {
  readonly tuple: Tuple
  /** All that was tried is taken: the connection will be refused. */
  readonly isTaken: boolean
}

/**
 * The tuple of a connection after NAT (get_unique_tuple, net/netfilter/nf_nat_core.c).
 * @param current the tuple as it is now, after what was mapped before
 */
export const chooseTuple = (
  context: Context,
  connection: Connection,
  current: Tuple,
  range: NatRange,
  manip: Manip,
): Choice => {
  const { trial, space } = context
  const isTaken = (tuple: Tuple): boolean => clashing(trial, space, connection, invertedBack(tuple)) !== null
  const isRandom = range.random === true || range.fullyRandom === true
  const { minPort, maxPort = minPort, basePort } = range
  const zone = zoneOfConnection(connection)

  if (manip === 'source' && !isRandom) {
    if (isInRange(current, range)) {
      if (!isTaken(current)) return { tuple: current, isTaken: false }
    } else {
      for (const other of mappedFrom(trial, space, zone, current)) {
        const { source, sourcePort } = invertedBack(other.reply)
        const tuple = { ...current, source, sourcePort }
        if (!isInRange(tuple, range)) continue
        if (!isTaken(tuple)) return { tuple, isTaken: false }
        break
      }
    }
  }

  const tuple = chooseAddress(current, range, manip, zone.id)
  if (!isRandom) {
    if (minPort !== undefined && maxPort !== undefined) {
      const fits = basePort === undefined && isPortInRange(tuple, manip, minPort, maxPort)
      if (fits && (minPort === maxPort || !isTaken(tuple))) return { tuple, isTaken: false }
    } else if (!isTaken(tuple)) return { tuple, isTaken: false }
  }
  return choosePort(context, connection, tuple, range, manip, isTaken)
}

/** nf_nat_l4proto_unique_tuple */
const choosePort = (
  context: Context,
  connection: Connection,
  tuple: Tuple,
  range: NatRange,
  manip: Manip,
  isTaken: (tuple: Tuple) => boolean,
): Choice => {
  const { protocol } = tuple
  const isChangeable =
    hasPorts(protocol) || isIcmpProtocol(protocol) || (protocol === IPPROTO_GRE && connection.master !== null)
  const ports = isChangeable ? portsFor(tuple, manip, range) : null
  if (ports === null) return { tuple, isTaken: isTaken(tuple) }
  const key = keyOf(tuple, manip)
  // Where the kernel begins at a random port we begin behind the one that it has: it becomes another one, and no rule may depend on which.
  const shift = range.basePort === undefined ? (manip === 'source' ? key + 1 - ports.min : 0) : key - range.basePort
  const start = shift & 0xffff
  const isExact =
    range.basePort !== undefined || (manip === 'destination' && range.random !== true && range.fullyRandom !== true)
  // A search that begins somewhere new when it fails comes by every port of a small range; a large one always has a free one.
  const attempts = isExact ? Math.min(ports.size, MOST_ATTEMPTS) : ports.size
  let chosen = tuple
  for (let i = 0; i < attempts; i++) {
    chosen = withKey(tuple, manip, ports.min + (((start + i) & 0xffff) % ports.size))
    if (!isTaken(chosen)) return { tuple: chosen, isTaken: false }
    if (Math.min(ports.size, MOST_ATTEMPTS) - i <= LAST_ATTEMPTS && isReplaced(context, connection, chosen))
      return { tuple: chosen, isTaken: false }
  }
  return { tuple: chosen, isTaken: true }
}

/** nf_nat_used_tuple_harder: a mapped connection that is over gives way to a SYN whose sequence numbers are later. */
const isReplaced = (context: Context, connection: Connection, tuple: Tuple): boolean => {
  if (tuple.protocol !== IPPROTO_TCP || connection.tcpState !== 'syn_sent') return false
  const { trial, space } = context
  const other = clashing(trial, space, connection, invertedBack(tuple))
  if (other === null || !over.has(other.tcpState)) return false
  if (!other.status.has('src_nat') || other.status.has('fixed_timeout') || other.status.has('dying')) return false
  const answer = trial.decide({
    key: `sequence number beyond ${space.netns} ${tuple.sourcePort} ${context.packet.label}`,
    on: () =>
      'whether the sequence number of the SYN is later than that of the connection before, whose place it would take',
    answers: ['it is later', 'it is not'],
  })
  if (answer !== 0) return false
  kill(other)
  return true
}
