/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** An integer from 0, below the bound. */
  readonly below: (bound: number) => number
  readonly of: <T>(list: readonly T[]) => T
}

/** Mulberry32 by Tommy Ettinger. */
export const randomFrom = (seed: number): Random => {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    below,
    of: <T>(list: readonly T[]): T => {
      const chosen = list[below(list.length)]
      if (chosen === undefined) throw new Error('There is nothing to choose from.')
      return chosen
    },
  }
}

/** Another seed in every run, or the one of the environment: to see again what an earlier run has shown. */
export const freshSeed = (): number => Number(process.env['NETLOUPE_SEED'] ?? Date.now() % 1_000_000)
