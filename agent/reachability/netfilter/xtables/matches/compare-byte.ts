import { type MatchTest, unknownMatch } from './match-test.ts'

/** Compares the byte at a place (ttl_mt, hl_mt6, net/netfilter/xt_hl.c). */
export const compareByte = (at: number, mode: string, value: number): MatchTest => {
  if (mode === 'eq') return ({ packet }) => packet.bytes[at] === value
  if (mode === 'ne') return ({ packet }) => packet.bytes[at] !== value
  if (mode === 'lt') return ({ packet }) => (packet.bytes[at] ?? 0) < value
  if (mode === 'gt') return ({ packet }) => (packet.bytes[at] ?? 0) > value
  return unknownMatch(`what the comparison ${mode} of a time to live is`)
}
