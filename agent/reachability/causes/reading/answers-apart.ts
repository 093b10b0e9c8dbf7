import type { Finding } from '../cause.ts'
import { lastDestination, type Translation } from './translations.ts'

/**
 * The request was translated on a host, and the answer does not come back through that host: the sender gets an answer from somebody
 * whom it did not ask, and waits on.
 */
export const answerApart = (finding: Finding): Translation | null => {
  const { exchange, lostOn } = finding
  if (exchange === null || exchange.outcome !== 'timeout' || exchange.reached === null || lostOn === 'request')
    return null
  const translated = lastDestination(finding)
  if (translated === undefined || translated.space === exchange.reached.space) return null
  return exchange.reply.some(({ kind, space }) => kind === 'nat' && space === translated.space) ? null : translated
}
