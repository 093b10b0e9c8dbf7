import type { Answer, Outcome } from '../../../agent/reachability/answer.ts'

export const marks = {
  reachable: { mark: '✓', style: 'good', does: 'can reach' },
  unreachable: { mark: '✗', style: 'broken', does: 'cannot reach' },
  uncertain: { mark: '?', style: 'doubtful', does: 'may or may not reach' },
} as const

/** What a program sees, as it is used to be told. */
export const outcomeWords: { readonly [O in Outcome]: string } = {
  connected: 'the connection is made',
  delivered: 'the datagram is delivered',
  replied: 'the echo is answered',
  refused: 'connection refused',
  reset: 'connection reset by peer',
  timeout: 'no answer, it times out',
  'host-unreachable': 'no route to host',
  'network-unreachable': 'network is unreachable',
  'not-permitted': 'operation not permitted',
  'protocol-unreachable': 'protocol not available',
  invalid: 'invalid argument',
  'name-error': 'the name gives no address',
}

/** The whole answer in one sentence, and the cause in another. */
export const sentenceOf = ({ from, to, verdict, outcome, cause }: Answer): string => {
  const at = to.address === null || to.endpoint.includes(to.address) ? '' : ` at ${to.address}`
  const likely = verdict === 'uncertain' ? 'most likely ' : ''
  const sentence = `${from.endpoint} ${marks[verdict].does} ${to.endpoint}${at}: ${likely}${outcomeWords[outcome]}.`
  return cause === null ? sentence : `${sentence} ${cause.summary}`
}
