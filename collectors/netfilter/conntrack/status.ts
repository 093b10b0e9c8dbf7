/** enum ip_conntrack_status, linux/netfilter/nf_conntrack_common.h, by bit: IPS_EXPECTED_BIT and so on. */
export const statusBits = {
  expected: 0,
  seen_reply: 1,
  assured: 2,
  confirmed: 3,
  src_nat: 4,
  dst_nat: 5,
  seq_adjust: 6,
  src_nat_done: 7,
  dst_nat_done: 8,
  dying: 9,
  fixed_timeout: 10,
  template: 11,
  /** Since 5.4 said of an entry whose NAT collided with another's (IPS_NAT_CLASH). */
  untracked: 12,
  helper: 13,
  offload: 14,
  hw_offload: 15,
} as const

export type Status = keyof typeof statusBits

const words: readonly (string | undefined)[] = Object.keys(statusBits)

/** Few of the 2^16 occur, and very many entries share one. */
const known = new Map<number, readonly string[]>()
const mostKnown = 256

/** The bits of a status as words; one without a name is `bit 16`. */
export const statusWords = (status: number): readonly string[] => {
  const before = known.get(status)
  if (before !== undefined) return before
  const found: string[] = []
  for (let bit = 0; bit < 32; bit++) if (((status >>> bit) & 1) === 1) found.push(words[bit] ?? `bit ${bit}`)
  if (known.size < mostKnown) known.set(status, found)
  return found
}

/** The number that has the bits of these words. */
export const statusNumber = (status: readonly Status[]): number =>
  status.reduce((sum, word) => sum | (1 << statusBits[word]), 0) >>> 0
