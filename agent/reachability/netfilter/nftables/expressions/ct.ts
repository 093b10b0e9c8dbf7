import { type Status, statusNumber } from '../../../../../collectors/netfilter/conntrack/status.ts'
import { bytesOfAddress } from '../../../packet/address-bytes.ts'
import type { Connection, Direction } from '../../conntrack/connection.ts'
import { connectionOf } from '../../conntrack/connection-of.ts'
import { paddedText } from '../bytes.ts'
import { type Machine, NFPROTO_IPV4, NFPROTO_IPV6, type Operation } from '../machine.ts'
import { putBig16, putByte, putBytes, putWord, registerAt, spoil } from '../registers.ts'
import { counterLoads } from './ct-counters.ts'
import { ctSet } from './ct-set.ts'
import type { CtLoad, ExpressionOf } from './kinds.ts'

/** NF_CT_STATE_BIT of each ctinfo, NF_CT_STATE_INVALID_BIT and NF_CT_STATE_UNTRACKED_BIT. */
const stateBits = { established: 2, related: 4, new: 8 } as const
const invalidBit = 1
const untrackedBit = 64

const stateOf = ({ packet }: Machine): number => {
  const { connection } = packet
  if (connection === 'untracked') return untrackedBit
  if (connection === null || connection === 'invalid') return invalidBit
  return stateBits[packet.connectionState]
}

/** NF_CT_HELPER_NAME_LEN */
const helperLength = 16
/** NF_CT_LABELS_MAX_SIZE */
const labelBytes = 16

const isIpv6 = ({ original }: Connection): boolean => original.source.includes(':')

const tupleOf = (connection: Connection, direction: Direction | null) =>
  direction === 'reply' ? connection.reply : connection.original

const address =
  (end: 'source' | 'destination', family?: 'ip' | 'ip6'): CtLoad =>
  ({ registers }, connection, to, direction) => {
    if (family !== undefined && (family === 'ip6') !== isIpv6(connection)) return 'break'
    putBytes(registers, to, bytesOfAddress(tupleOf(connection, direction)[end]))
    return null
  }

const port =
  (end: 'sourcePort' | 'destinationPort'): CtLoad =>
  ({ registers }, connection, to, direction) => {
    putBig16(registers, to, tupleOf(connection, direction)[end])
    return null
  }

const unknown = (what: string): CtLoad => {
  const taint = { unknown: what, values: null }
  return ({ registers }, _connection, to) => {
    spoil(registers, to, 4, taint)
    return null
  }
}

const loads: { readonly [key: string]: CtLoad } = {
  direction: ({ packet, registers }, _connection, to) => {
    putByte(registers, to, packet.direction === 'reply' ? 1 : 0)
    return null
  },
  status: ({ registers }, { status }, to) => {
    putWord(registers, to, statusNumber([...status] as Status[]))
    return null
  },
  mark: ({ registers }, connection, to) => {
    putWord(registers, to, connection.mark)
    return null
  },
  secmark: unknown('the security mark of the connection'),
  expiration: unknown('when the connection expires'),
  id: unknown('the id of the connection'),
  // Of the connection that this one was expected by.
  helper: ({ registers }, { master, helper }, to) => {
    if (master === null || helper === null) return 'break'
    putBytes(registers, to, paddedText(helper, helperLength))
    return null
  },
  l3proto: ({ registers }, connection, to) => {
    putByte(registers, to, isIpv6(connection) ? NFPROTO_IPV6 : NFPROTO_IPV4)
    return null
  },
  protocol: ({ registers }, { original }, to) => {
    putByte(registers, to, original.protocol)
    return null
  },
  label: ({ registers }, { labels }, to) => {
    const bits = new Uint8Array(labelBytes)
    for (const label of labels) bits[label >>> 3] = (bits[label >>> 3] ?? 0) | (1 << (label & 7))
    putBytes(registers, to, bits)
    return null
  },
  zone: ({ registers }, { zone, zoneDirection }, to, direction) => {
    const applies = direction === null || zoneDirection === undefined || zoneDirection === direction
    putWord(registers, to, applies ? zone : 0)
    return null
  },
  saddr: address('source'),
  daddr: address('destination'),
  'ip saddr': address('source', 'ip'),
  'ip daddr': address('destination', 'ip'),
  'ip6 saddr': address('source', 'ip6'),
  'ip6 daddr': address('destination', 'ip6'),
  'proto-src': port('sourcePort'),
  'proto-dst': port('destinationPort'),
  ...counterLoads,
}

/** What conntrack knows of the packet's connection (nft_ct_get_eval, net/netfilter/nft_ct.c); without one only its state. */
export const ct = ({ key = '', dreg, sreg, direction }: ExpressionOf<'ct'>): Operation => {
  const asked = direction === 'original' || direction === 'reply' ? direction : null
  if (sreg !== undefined) return ctSet(key, sreg, asked)
  const to = registerAt(dreg)
  if (key === 'state')
    return (machine) => {
      putWord(machine.registers, to, stateOf(machine))
      return null
    }
  const load = loads[key] ?? unknown(`the value of ct ${key}`)
  return (machine) => {
    const connection = connectionOf(machine.packet)
    return connection === null ? 'break' : load(machine, connection, to, asked)
  }
}
