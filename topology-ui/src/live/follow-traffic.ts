import { type Counted, type Rates, ratesBetween } from './rates.ts'

/** Milliseconds: nobody reads faster. */
const pause = 2_000

/**
 * Asks for the counters of one namespace again and again while the page is seen, until the signal. Null: not known, as the
 * agent did not answer.
 */
export const followTraffic = (
  inode: number,
  tell: (rates: ReadonlyMap<string, Rates> | null) => void,
  signal: AbortSignal,
): void => {
  let before: { readonly counted: readonly Counted[]; readonly at: number } | null = null
  const look = async (): Promise<void> => {
    try {
      const answer = await fetch(`/api/v1/interfaces?netns=${inode}`, { cache: 'no-store', signal })
      if (!answer.ok) throw new Error(answer.statusText)
      const counted = (await answer.json()) as readonly Counted[]
      const at = performance.now()
      if (before !== null) tell(ratesBetween(before.counted, counted, (at - before.at) / 1000))
      before = { counted, at }
    } catch {
      before = null
      if (!signal.aborted) tell(null)
    }
  }
  const next = async (): Promise<void> => {
    if (document.visibilityState === 'visible') await look()
    else before = null
    if (!signal.aborted) setTimeout(() => void next(), pause)
  }
  void next()
}
