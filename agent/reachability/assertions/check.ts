import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Answer } from '../answer.ts'
import { EndpointError } from '../endpoint/endpoint-error.ts'
import { why } from '../why.ts'
import type { Assertion, Checked } from './assertion.ts'
import { type Selected, select, withPort } from './select.ts'

/** What became of each pair that an assertion means; one that means nothing fails. */
export function* checkAssertion(assertion: Assertion, snapshot: Snapshot): Generator<Checked> {
  const { name, line, expect, address } = assertion
  const pairs = pairsOf(assertion, snapshot)
  if (typeof pairs === 'string') {
    const [from, to] = [assertion.from.join(', '), assertion.to.join(', ')]
    yield { name: name ?? `${from} → ${to}`, line, from, to, expect, status: 'failed', message: pairs, answer: null }
    return
  }
  for (const [from, to] of pairs) {
    const pair = `${from} → ${to}`
    const called = name === null ? `${pair} ${expect}` : pairs.length === 1 ? name : `${name}: ${pair}`
    yield { name: called, line, from, to, expect, ...outcomeOf({ from, to, address }, expect, snapshot) }
  }
}

/** Each source with each destination; in words, if a selector means nothing. */
const pairsOf = (
  { from, to, ports }: Assertion,
  snapshot: Snapshot,
): readonly (readonly [string, string])[] | string => {
  const meant = new Map([...from, ...to].map((selector) => [selector, select(selector, snapshot)]))
  for (const [selector, found] of meant)
    if (found.length === 0) return `no container with a network is meant by '${selector}'`
  const all = (selectors: readonly string[]): readonly Selected[] =>
    selectors.flatMap((selector) => meant.get(selector) ?? [])
  const pairs = all(from).flatMap((source) =>
    all(to)
      .filter((target) => isPair(source, target))
      .flatMap((target) =>
        (ports.length === 0 ? [null] : ports).map(
          (port) => [source.endpoint, withPort(target.endpoint, port)] as const,
        ),
      ),
  )
  return pairs.length === 0 ? 'one container is all that is meant by both: no pair is left' : pairs
}

/** A selector for many does not mean a container with itself. */
const isPair = (source: Selected, target: Selected): boolean =>
  source.container === null || source.container !== target.container

type Outcome = Pick<Checked, 'status' | 'message' | 'answer'>

const outcomeOf = (
  asked: { from: string; to: string; address: string | undefined },
  expect: Assertion['expect'],
  snapshot: Snapshot,
): Outcome => {
  try {
    const answer = why(snapshot, asked)
    return { answer, ...judged(answer, expect) }
  } catch (error) {
    if (!(error instanceof EndpointError)) throw error
    return { status: 'failed', message: error.message, answer: null }
  }
}

const judged = (
  { verdict, outcome, cause, assumptions }: Answer,
  expect: Assertion['expect'],
): Omit<Outcome, 'answer'> => {
  if (verdict === expect || (outcome === expect && verdict !== 'uncertain')) return { status: 'ok', message: null }
  if (verdict === 'uncertain') {
    const [first] = assumptions
    return { status: 'uncertain', message: `it depends${first === undefined ? '' : `: ${first.on}`}` }
  }
  const because = cause === null ? '' : `: ${cause.summary}`
  return { status: 'failed', message: `expected ${expect}, it is ${verdict} (${outcome})${because}` }
}
