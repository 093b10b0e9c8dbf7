import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Collected } from './collected.ts'

/** Starts to watch this process (`process_*`, `nodejs_*`). @returns reads what was seen until now */
export const selfMetrics = (): (() => Promise<Collected[]>) => {
  const register = new Registry()
  collectDefaultMetrics({ register })
  return async () => {
    const metrics = await register.getMetricsAsJSON()
    // The types of prom-client call it a number; it is the word.
    const collected = metrics.map(({ name, help, type, values }) => ({ name, help, type: `${type}`, values }))
    return collected.filter((metric) => !isMisnamed(metric))
  }
}

/** Three gauges of prom-client are named like counters; each is the sum of another one that is not. */
const isMisnamed = ({ name, type }: Collected): boolean => type === 'gauge' && name.endsWith('_total')
