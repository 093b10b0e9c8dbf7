type Work = () => unknown

const cpuOf = async (work: Work, times: number): Promise<number> => {
  const before = process.cpuUsage()
  for (let at = 0; at < times; at++) await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** `pairs` of measurements make a round, each of so many `times`; more rounds follow, up to `rounds`, while the ratio is not below the limit. */
interface Effort {
  readonly pairs?: number
  readonly times?: number
  readonly rounds?: number
}

/**
 * How many times the CPU of `base` it takes to do `work`: medians of measurements in turn. It is measured anew while it is
 * not below the limit, and the least counts: what else runs on the machine can only add to it.
 */
export const cpuRatio = async (work: Work, base: Work, below: number, effort: Effort = {}): Promise<number> => {
  const { pairs = 5, times = 1, rounds = 8 } = effort
  const round = async (): Promise<number> => {
    const ofBase: number[] = []
    const ofWork: number[] = []
    for (let at = 0; at < pairs; at++) {
      ofBase.push(await cpuOf(base, times))
      ofWork.push(await cpuOf(work, times))
    }
    return median(ofWork) / median(ofBase)
  }
  // The first is for the compiler.
  await cpuOf(base, times)
  await cpuOf(work, times)
  let least = Number.POSITIVE_INFINITY
  for (let at = 0; at < rounds && least >= below; at++) least = Math.min(least, await round())
  return least
}
