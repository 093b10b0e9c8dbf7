/** What an interface counted since it is there. The agent writes what is beyond 2^53 as a decimal string. */
export interface Counted {
  readonly key: string
  readonly name: string
  readonly counters: { readonly [name: string]: number | string }
}

/** A second's worth of what an interface does. Null: that is not known. */
export interface Rates {
  readonly name: string
  readonly receivedBits: number | null
  readonly sentBits: number | null
  /** Packets that were received or to be sent, and dropped. */
  readonly drops: number | null
}

/** By key of the interface. A counter that went back is that of another interface: of it nothing is known yet. */
export const ratesBetween = (
  before: readonly Counted[],
  after: readonly Counted[],
  seconds: number,
): ReadonlyMap<string, Rates> => {
  const earlier = new Map(before.map((one) => [one.key, one.counters]))
  return new Map(
    after.map(({ key, name, counters }) => {
      const rate = (...names: readonly string[]): number | null => {
        const grown = names.map((counter) => growth(earlier.get(key)?.[counter], counters[counter]))
        return grown.includes(null) || seconds <= 0
          ? null
          : grown.reduce<number>((sum, one) => sum + (one ?? 0), 0) / seconds
      }
      const bits = (counter: string): number | null => {
        const bytes = rate(counter)
        return bytes === null ? null : bytes * 8
      }
      return [
        key,
        { name, receivedBits: bits('rxBytes'), sentBits: bits('txBytes'), drops: rate('rxDropped', 'txDropped') },
      ]
    }),
  )
}

const growth = (before: number | string | undefined, after: number | string | undefined): number | null => {
  if (before === undefined || after === undefined) return null
  const grown = BigInt(after) - BigInt(before)
  return grown < 0n ? null : Number(grown)
}
