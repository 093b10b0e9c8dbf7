import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fibOf } from '../../../agent/reachability/routing/ipv4/fib.ts'
import { lookupRoute } from '../../../agent/reachability/routing/lookup.ts'
import { plainFlow } from '../../../agent/reachability/routing/plain-flow.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
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

/** Two ways out that are alike; for the first gateway the namespace answers as well. */
const proxied = {
  lines: [
    'link set lo up',
    'link add d0 type veth peer name p0',
    'link set d0 up',
    'link set p0 up',
    'addr add 10.0.0.9/24 dev d0',
    'route append default via 10.0.0.1 dev d0',
    'route append default via 10.0.0.2 dev d0',
    'neigh replace 10.0.0.1 lladdr 02:00:00:00:00:01 dev d0 nud permanent',
    'neigh replace 10.0.0.2 lladdr 02:00:00:00:00:02 dev d0 nud permanent',
    'neigh add proxy 10.0.0.1 dev d0',
  ],
  sysctls: [],
  addresses: [],
  devices: ['d0'],
}

let lab: Lab
let places: Seen[]

beforeAll(async () => {
  lab = await openLab()
  places = await prepare(lab, 4, [...seeds.map((seed) => randomIpv4(seed, seed % 3 !== 0)), proxied])
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

test('whom a host answers for is no neighbour of its', async () => {
  const seen = places[seeds.length]
  if (seen === undefined) throw new Error('a place is missing')
  const destination = '192.0.2.1'
  const { stdout } = await seen.place.exec(['ip', '-j', 'route', 'get', destination])
  const [real]: readonly { readonly gateway: string }[] = JSON.parse(stdout)
  const { gateway } = lookupRoute(seen.space, plainFlow(destination), newTrial(seen.scene))
  expect(gateway).toBe(real?.gateway)
})

test('every kind of answer was among them', () => {
  expect([...met].sort()).toEqual(
    'unicast|local|broadcast|multicast|EINVAL|EHOSTUNREACH|EACCES|ENETUNREACH'.split('|').sort(),
  )
})
