import type { Connection, Direction } from '../../conntrack/connection.ts'
import type { Machine } from '../machine.ts'
import { putBytes, spoil } from '../registers.ts'
import type { CtLoad } from './kinds.ts'

const wordBytes64 = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer)

/**
 * What the entry of the snapshot counted; null where nothing is counted, as nobody wanted it when the connection began. A rule that
 * asks makes the kernel count from then on (nf_ct_set_acct in nft_ct_get_init).
 */
const countedBefore = ({ entry }: Connection, direction: Direction, what: 'packets' | 'bytes'): bigint | null => {
  if (entry === null) return 0n
  const counters = direction === 'original' ? entry.originalCounters : entry.replyCounters
  return counters === null ? null : BigInt(counters[what])
}

/** Packets are those of the snapshot and of the walk. How many bytes packets of the walk had is not kept, but for the first. */
const counted = (machine: Machine, connection: Connection, direction: Direction, what: 'packets' | 'bytes') => {
  const before = countedBefore(connection, direction, what)
  if (before === null) return 0n
  const packets = connection.packets[direction]
  if (what === 'packets') return before + BigInt(packets)
  if (packets === 0) return before
  const isThisOnly = packets === 1 && machine.packet.direction === direction
  return isThisOnly ? before + BigInt(machine.packet.bytes.length) : null
}

const sum = (machine: Machine, connection: Connection, asked: Direction | null, what: 'packets' | 'bytes') => {
  const directions: readonly Direction[] = asked === null ? ['original', 'reply'] : [asked]
  let total = 0n
  for (const direction of directions) {
    const part = counted(machine, connection, direction, what)
    if (part === null) return null
    total += part
  }
  return total
}

const taint = { unknown: 'how much the connection has carried', values: null }

const load =
  (value: (machine: Machine, connection: Connection, asked: Direction | null) => bigint | null): CtLoad =>
  (machine, connection, to, asked) => {
    const number = value(machine, connection, asked)
    if (number === null) spoil(machine.registers, to, 8, taint)
    else putBytes(machine.registers, to, wordBytes64(number))
    return null
  }

/** Counters of connections (nft_ct_get_eval_counter), 64 bits each. */
export const counterLoads: { readonly [key: string]: CtLoad } = {
  packets: load((machine, connection, asked) => sum(machine, connection, asked, 'packets')),
  bytes: load((machine, connection, asked) => sum(machine, connection, asked, 'bytes')),
  avgpkt: load((machine, connection, asked) => {
    const packets = sum(machine, connection, asked, 'packets')
    const bytes = sum(machine, connection, asked, 'bytes')
    if (packets === null || bytes === null) return null
    return packets === 0n ? 0n : bytes / packets
  }),
}
