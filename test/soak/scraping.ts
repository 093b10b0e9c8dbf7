import { samplesOf } from '../exporters/prometheus/scrape-text.ts'

/** One scrape. Times in milliseconds of the monotonic clock. */
export interface Scraped {
  readonly from: number
  readonly to: number
  /** What the agent said of itself; null when it did not answer as it should. */
  readonly own: ReadonlyMap<string, string> | null
  readonly failure: string
}

/** Nothing that is tried lasts as long; Prometheus itself waits for ten seconds. */
const patienceMs = 30_000

export const scrapeOnce = async (url: string): Promise<Scraped> => {
  const from = performance.now()
  const done = (own: Scraped['own'], failure: string): Scraped => ({
    from,
    to: performance.now(),
    own,
    failure,
  })
  try {
    const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(patienceMs) })
    const text = await answer.text()
    return answer.ok ? done(new Map([...samplesOf(text)].filter(isOwn)), '') : done(null, `status ${answer.status}`)
  } catch (error) {
    return done(null, error instanceof Error ? String(error.cause ?? error.message) : String(error))
  }
}

const isOwn = ([series]: readonly [string, string]): boolean => series.startsWith('netloupe_collector_')

/** The longest time without a scrape that succeeded. */
export const longestGapMs = (scrapes: readonly Scraped[]): number => {
  const answered = scrapes.filter(({ own }) => own !== null).map(({ to }) => to)
  return Math.max(0, ...answered.slice(1).map((to, at) => to - (answered[at] ?? to)))
}
