import { bigEndian, hostWord } from './bytes.ts'
import { type Comparison, type Draft, isInverted, unknownComparison, unmasked } from './draft.ts'
import { ForeignRule } from './foreign.ts'

/** PACKET_*, linux/if_packet.h */
const packetTypes = ['unicast', 'broadcast', 'multicast', 'otherhost']

/** What the kernel knows of a packet and iptables has a match for, which some versions of iptables-nft write without that match. */
export const compareMeta = ({ loaded, mask, op, data }: Comparison, draft: Draft<unknown>): void => {
  const invert = isInverted(op)
  if (loaded.from === 'meta' && loaded.key === 'mark') {
    const info = { mark: hostWord(data), mask: mask === null ? 0xffffffff : hostWord(mask), invert }
    draft.match({ kind: 'mark', revision: 1, info })
  } else if (loaded.from === 'meta' && loaded.key === 'pkttype') {
    unmasked(mask)
    const number = bigEndian(data, 1)
    draft.match({ kind: 'pkttype', revision: 0, info: { type: packetTypes[number] ?? `${number}`, invert } })
  } else throw unknownComparison(loaded)
}

const modes: { readonly [op: string]: 'eq' | 'ne' | 'lt' | 'gt' } = { eq: 'eq', neq: 'ne', lt: 'lt', gt: 'gt' }

/** The comparison of TTL or hop limit: `lte` and `gte` are not among those of iptables. */
export const hopsOf = ({ op, data, mask }: Comparison): { readonly mode: string; readonly value: number } => {
  unmasked(mask)
  const value = bigEndian(data, 1)
  const mode = modes[op]
  if (mode !== undefined) return { mode, value }
  if (op === 'lte' && value < 0xff) return { mode: 'lt', value: value + 1 }
  if (op === 'gte' && value > 0) return { mode: 'gt', value: value - 1 }
  throw new ForeignRule(`it compares with "${op}"`)
}
