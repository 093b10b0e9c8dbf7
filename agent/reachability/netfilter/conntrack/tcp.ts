import { tcpStates } from '../../../../collectors/netfilter/conntrack/protocol-state.ts'
import { remembered } from '../../../indexes/remembered.ts'
import {
  ACK,
  FIN,
  payloadLengthOf,
  RST,
  SYN,
  tcpAcknowledgementOf,
  tcpFlagsOf,
  tcpHeaderLengthOf,
  tcpSequenceOf,
} from '../../packet/fields.ts'
import type { Packet } from '../../packet/packet.ts'
import type { Connection, Direction } from './connection.ts'

/** What a segment is to the table, and which flags it must have (get_conntrack_index, tcp_valid_flags). */
type Index = 'syn' | 'synack' | 'fin' | 'ack' | 'rst'

type State = (typeof tcpStates)[number]

/** `invalid`: the packet belongs to nothing. `ignore`: it passes, and changes nothing. */
type Next = State | 'invalid' | 'ignore'

const letters: { readonly [letter: string]: Next } = {
  SS: 'syn_sent',
  SR: 'syn_recv',
  ES: 'established',
  FW: 'fin_wait',
  CW: 'close_wait',
  LA: 'last_ack',
  TW: 'time_wait',
  CL: 'close',
  S2: 'syn_sent2',
  IG: 'ignore',
  IV: 'invalid',
}

const row = (text: string): readonly Next[] => text.split(' ').map((letter) => letters[letter] ?? 'invalid')

/** From which state a segment leads where; the states stand in the order of `tcpStates` (RFC 9293, as seen from the middle). */
const transitions: { readonly [D in Direction]: { readonly [I in Index]: readonly Next[] } } = {
  original: {
    syn: row('SS SS IG IG IG IG IG SS SS S2'),
    synack: row('IV IV SR IV IV IV IV IV IV SR'),
    fin: row('IV IV FW FW LA LA LA TW CL IV'),
    ack: row('ES IV ES ES CW CW TW TW CL IV'),
    rst: row('IV CL CL CL CL CL CL CL CL CL'),
  },
  reply: {
    syn: row('IV S2 IV IV IV IV IV SS IV S2'),
    synack: row('IV SR IG IG IG IG IG IG IG SR'),
    fin: row('IV IV FW FW LA LA LA TW CL IV'),
    ack: row('IV IG SR ES CW CW TW TW CL IG'),
    rst: row('IV CL CL CL CL CL CL CL CL CL'),
  },
}

/** ECE, CWR and PSH are always allowed; of the others only these together. */
const valid: ReadonlySet<number> = new Set([
  SYN,
  SYN | 0x20,
  SYN | ACK,
  RST,
  RST | ACK,
  FIN | ACK,
  FIN | ACK | 0x20,
  ACK,
  ACK | 0x20,
])
const compared = 0x3f & ~0x08

const indexOf = (flags: number): Index => {
  if ((flags & RST) !== 0) return 'rst'
  if ((flags & SYN) !== 0) return (flags & ACK) !== 0 ? 'synack' : 'syn'
  return (flags & FIN) !== 0 ? 'fin' : 'ack'
}

/** What the kernel keeps beside the state (struct ip_ct_tcp): of the last segment, and what it learned from it. */
interface Memory {
  lastIndex: Index | null
  lastDirection: Direction
  lastEnd: number
  /** The highest number that each side acknowledged (td_maxack); null: none was seen. */
  readonly acknowledged: { original: number | null; reply: number | null }
  /** The number after the last byte that each side sent (td_end); null: nothing of it was seen. */
  readonly ends: { original: number | null; reply: number | null }
  /** IP_CT_TCP_FLAG_CLOSE_INIT, of either side. `unknown`: of an entry of the snapshot. */
  closing: boolean | 'unknown'
  isSimultaneous: boolean
  expectsChallenge: boolean
}

const memoryOf = remembered(
  ({ entry, tcpState }: Connection): Memory => ({
    lastIndex: null,
    lastDirection: 'original',
    lastEnd: 0,
    acknowledged: { original: null, reply: null },
    ends: { original: null, reply: null },
    // Nothing gets into `time_wait` but by a FIN. Into `close` a reset leads as well.
    closing: entry === null ? false : tcpState === 'time_wait' || 'unknown',
    isSimultaneous: false,
    expectsChallenge: false,
  }),
)

/** `reopen`: the connection is over, and the segment begins another one. */
type TcpOutcome = 'accept' | 'invalid' | 'reopen'

interface TcpContext {
  /** net.netfilter.nf_conntrack_tcp_loose: connections that began before may be picked up. */
  readonly isLoose: boolean
  /** Whether the entry of the snapshot is one that a SYN may replace; no snapshot tells. */
  readonly decideReopen: () => boolean
}

const endOf = (packet: Packet): number => {
  const flags = tcpFlagsOf(packet)
  const length = payloadLengthOf(packet) + ((flags & SYN) === 0 ? 0 : 1) + ((flags & FIN) === 0 ? 0 : 1)
  return (tcpSequenceOf(packet) + length) >>> 0
}

/**
 * What a segment does to its connection (nf_conntrack_tcp_packet, net/netfilter/nf_conntrack_proto_tcp.c). Windows are not compared:
 * the segments of a walk follow each other, and of an entry of the snapshot no window is known.
 */
export const trackTcp = (
  connection: Connection,
  direction: Direction,
  packet: Packet,
  context: TcpContext,
): TcpOutcome => {
  const flags = tcpFlagsOf(packet)
  const header = tcpHeaderLengthOf(packet)
  if (header < 20 || packet.transport + header > packet.bytes.length) return 'invalid'
  if (!valid.has(flags & compared)) return 'invalid'
  const index = indexOf(flags)
  const memory = memoryOf(connection)
  if (!connection.status.has('confirmed')) {
    const first = transitions.original[index][0]
    // tcp_new
    if (first === 'invalid' || (first !== 'syn_sent' && !context.isLoose)) return 'invalid'
    connection.tcpState = 'none'
    memory.lastIndex = null
    memory.closing = false
    memory.acknowledged.original = null
    memory.acknowledged.reply = null
    memory.ends.original = endOf(packet)
    memory.ends.reply = null
  }
  const at = (tcpStates as readonly (string | null)[]).indexOf(connection.tcpState)
  // An entry without a state that we know: CTA_PROTOINFO is always there, so it is `none`.
  const old = tcpStates[at] ?? 'none'
  let next: Next = transitions[direction][index][Math.max(at, 0)] ?? 'invalid'

  if (next === 'syn_sent' && (old === 'time_wait' || old === 'close')) {
    const aborted = memory.lastIndex === 'rst' && memory.lastDirection === direction
    const mayReopen = memory.closing === 'unknown' && !aborted ? context.decideReopen() : memory.closing || aborted
    if (mayReopen) return 'reopen'
    next = 'ignore'
  }
  if (next === 'invalid') return 'invalid'
  if (next === 'ignore') {
    // The answer to a SYN that was let through: both ends are ahead of us.
    const catchesUp =
      index === 'synack' &&
      memory.lastIndex === 'syn' &&
      memory.lastDirection !== direction &&
      tcpAcknowledgementOf(packet) === memory.lastEnd
    if (!catchesUp) {
      ignored(memory, index, direction, packet, old)
      return 'accept'
    }
    memory.closing = false
    memory.acknowledged[direction] = null
    memory.acknowledged[otherOf(direction)] = null
    memory.ends[otherOf(direction)] = memory.lastEnd
    memory.ends[direction] = null
    return moved(connection, memory, packet, { index, direction, old: 'syn_sent', next: 'syn_recv' })
  }
  if (next === 'time_wait' && isChallenge(memory, old, index, direction)) {
    memory.expectsChallenge = false
    return 'accept'
  }
  if (next === 'syn_sent2') memory.isSimultaneous = true
  if (next === 'syn_recv' && direction === 'reply' && index === 'ack' && memory.isSimultaneous) next = 'established'
  if (next === 'close' && index === 'rst') {
    const reset = resetState(connection, memory, direction, tcpSequenceOf(packet), old)
    if (reset === 'invalid') return 'invalid'
    next = reset
  }
  return moved(connection, memory, packet, { index, direction, old, next })
}

const otherOf = (direction: Direction): Direction => (direction === 'original' ? 'reply' : 'original')

/** Sequence numbers go round: whether one is before another. */
const isBefore = (a: number, b: number): boolean => ((a - b) | 0) < 0

const overOrClosing: ReadonlySet<State> = new Set(['fin_wait', 'close_wait', 'last_ack', 'time_wait', 'close'])

/** A reset counts where its number is the next one; of an established connection others may be forged (RFC 5961). */
const resetState = (
  connection: Connection,
  memory: Memory,
  direction: Direction,
  sequence: number,
  old: State,
): State | 'invalid' => {
  const expected = memory.acknowledged[otherOf(direction)]
  if (overOrClosing.has(old) || expected === null || memory.lastIndex === 'syn') return 'close'
  const isEstablished = old === 'established' && connection.status.has('assured')
  if (sequence === 0 && !isEstablished) return 'close'
  if (isBefore(sequence, expected)) return 'invalid'
  if (!isEstablished || sequence === expected) return 'close'
  const follows = memory.lastIndex === 'ack' && memory.lastDirection === direction && sequence === memory.lastEnd
  return follows ? 'close' : old
}

/** RFC 5961: the ACK that a SYN provokes is not the one of the last FIN. */
const isChallenge = (memory: Memory, old: State, index: Index, direction: Direction): boolean =>
  old === 'last_ack' &&
  index === 'ack' &&
  memory.lastDirection !== direction &&
  memory.lastIndex === 'syn' &&
  memory.expectsChallenge

const ignored = (memory: Memory, index: Index, direction: Direction, packet: Packet, old: State): void => {
  memory.lastIndex = index
  memory.lastDirection = direction
  memory.lastEnd = endOf(packet)
  if (index === 'syn' && direction === 'original') memory.expectsChallenge = old === 'last_ack'
}

/** What tcp_in_window keeps of a segment; of one that acknowledges what was never seen, nothing. */
const remember = (memory: Memory, index: Index, direction: Direction, packet: Packet): void => {
  const end = endOf(packet)
  const acknowledgement = tcpAcknowledgementOf(packet)
  const hasAck = (tcpFlagsOf(packet) & ACK) !== 0 && (index !== 'rst' || acknowledgement !== 0)
  const before = memory.ends[direction]
  memory.ends[direction] ??= end
  const other = memory.ends[otherOf(direction)]
  // It answers a keepalive, maybe.
  if (before === null && other !== null && (tcpFlagsOf(packet) & SYN) === 0 && acknowledgement === (other + 1) >>> 0)
    memory.ends[otherOf(direction)] = acknowledgement
  if (hasAck && isBefore(memory.ends[otherOf(direction)] ?? 0, acknowledgement)) return
  if (before === null || isBefore(before, end)) memory.ends[direction] = end
  if (index === 'ack') memory.lastEnd = end
  const highest = memory.acknowledged[direction]
  if (hasAck && (highest === null || isBefore(highest, acknowledgement)))
    memory.acknowledged[direction] = acknowledgement
}

const moved = (
  connection: Connection,
  memory: Memory,
  packet: Packet,
  move: { readonly index: Index; readonly direction: Direction; readonly old: State; readonly next: State },
): TcpOutcome => {
  const { index, direction, old, next } = move
  memory.lastIndex = index
  memory.lastDirection = direction
  remember(memory, index, direction, packet)
  connection.tcpState = next
  if (old !== next && next === 'fin_wait') memory.closing = true
  if (!connection.status.has('seen_reply')) {
    // Only a reset came back, or the sender took it back: there is no connection.
    if (index === 'rst') connection.status.add('dying')
  } else if ((old === 'syn_recv' || old === 'established') && next === 'established') connection.status.add('assured')
  return 'accept'
}
