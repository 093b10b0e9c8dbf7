import type { Format } from '../prometheus/text.ts'
import { type Accepted, accepted } from './accepted.ts'

/** The format that an `Accept` header prefers: OpenMetrics only if it is asked for more than the text format. */
export const negotiate = (accept: string | undefined): Format => {
  const ranges = accepted(accept)
  const wishOf = (matches: (range: Accepted) => boolean): number =>
    Math.max(0, ...ranges.filter(matches).map(({ quality }) => quality))
  return wishOf(isOpenMetrics) > wishOf(isText) ? 'openmetrics' : 'text'
}

const isOpenMetrics = ({ value, parameters }: Accepted): boolean =>
  value === 'application/openmetrics-text' && (parameters.get('version') ?? '1.0.0') === '1.0.0'

/** Version 1.0.0 of the text format is another one. */
const isText = ({ value, parameters }: Accepted): boolean =>
  value === 'text/plain' && (parameters.get('version') ?? '0.0.4') === '0.0.4'
