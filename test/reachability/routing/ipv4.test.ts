import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fibOf } from '../../../agent/reachability/routing/ipv4/fib.ts'
import { lookupRoute } from '../../../agent/reachability/routing/lookup.ts'
import { type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { everyOutcome } from '../every-outcome.ts'
import { askKernel, type Question } from './ask-routes.ts'
import { prepare, type Seen } from './prepare.ts'
import { kindOf, ourAnswer, ourMatch, printedAnswer, printedMatch } from './printed-answer.ts'
import { flowOf, randomProperties } from './random-question.ts'
import { randomIpv4 } from './random-routing.ts'

const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
const questionsEach = 400
/** What the kernel answered: types and errors. */
const met = new Set<string>()

let lab: Lab
let places: Seen[]

beforeAll(async () => {
  lab = await openLab()
  places = await prepare(
    lab,
    4,
    seeds.map((seed) => randomIpv4(seed, seed % 3 !== 0)),
  )
})
afterAll(() => lab[Symbol.asyncDispose]())

const question = (random: Random, { addresses, devices }: Seen['routing']): Question => ({
  destination: random.below(12) === 0 ? random.of(['224.0.0.5', '239.1.2.3', '255.255.255.255']) : random.of(addresses),
  source: random.below(3) === 0 ? random.of(addresses) : null,
  input: null,
  output: random.below(4) === 0 ? random.of(devices) : null,
  ...randomProperties(random),
})

describe('what is sent', () => {
  test.each(seeds.map((seed, at) => ({ seed, at })))('seed $seed', async ({ seed, at }) => {
    const seen = places[at]
    if (seen === undefined) throw new Error('a place is missing')
    const random = randomFrom(seed * 1000)
    const isMerged = fibOf(seen.space).policy.isUsual
    const questions = Array.from({ length: questionsEach }, () => question(random, seen.routing))
    const answers = await askKernel(seen.place, 4, questions, false)
    const matches = await askKernel(seen.place, 4, questions, true)
    const wrong = questions.flatMap((asked, n) => {
      const [answer, match] = [answers[n], matches[n]]
      if (answer === undefined || match === undefined) throw new Error('an answer is missing')
      const flow = flowOf(asked, seen, 'ipv4')
      const ours = everyOutcome(seen.scene, (trial) => lookupRoute(seen.space, flow, trial))
      const real = printedAnswer(answer, asked.source === null)
      met.add(kindOf(real))
      const texts = ours.map((route) => ourAnswer(route, asked.source === null))
      const entry = 'error' in answer ? null : printedMatch(match)
      // While tables local and main are one, the kernel says `main` of both.
      const matched = ours.map((route) => (isMerged ? ourMatch(route)?.replace(' 255 ', ' 254 ') : ourMatch(route)))
      const isEntryRight = entry === null || matched.includes(entry)
      return texts.includes(real) && isEntryRight ? [] : [{ asked: JSON.stringify(asked), real, texts, entry, matched }]
    })
    expect(wrong).toEqual([])
  })
})

test('every kind of answer was among them', () => {
  expect([...met].sort()).toEqual(
    'unicast|local|broadcast|multicast|EINVAL|EHOSTUNREACH|EACCES|ENETUNREACH'.split('|').sort(),
  )
})
