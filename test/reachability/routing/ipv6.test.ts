import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outputIpv6 } from '../../../agent/reachability/routing/ipv6/lookup.ts'
import { lookupRoute } from '../../../agent/reachability/routing/lookup.ts'
import { NUD_FAILED } from '../../../agent/reachability/routing/neighbour-state.ts'
import type { Flow, Route } from '../../../agent/reachability/routing/route.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import { type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { everyOutcome } from '../every-outcome.ts'
import { askKernel, type Question } from './ask-routes.ts'
import { lookAgain, prepare, type Seen } from './prepare.ts'
import { kindOf, ourAnswer, ourMatch, printedAnswer, printedMatch } from './printed-answer.ts'
import { flowOf, randomProperties } from './random-question.ts'
import { randomIpv6 } from './random-routing.ts'

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
    6,
    seeds.map((seed) => randomIpv6(seed, seed % 3 !== 0)),
  )
})
afterAll(() => lab[Symbol.asyncDispose]())

const question = (random: Random, { addresses, devices }: Seen['routing']): Question => {
  const destination = random.of(addresses)
  // What comes in for a group is asked of multicast routing, not of the tables.
  const input = random.below(3) === 0 && !destination.startsWith('ff') ? random.of(devices) : null
  return {
    destination,
    source: input !== null || random.below(3) === 0 ? random.of(addresses) : null,
    input,
    output: input === null && random.below(4) === 0 ? random.of(devices) : null,
    ...randomProperties(random),
  }
}

/** `ip route get` looks once, and says then what source a sender would get. */
const lookup = (seen: Seen, flow: Flow, trial: Trial): Route => {
  if (flow.input !== null) return lookupRoute(seen.space, flow, trial)
  const first = outputIpv6(seen.space, flow, trial)
  if (first.error !== undefined || flow.source !== null) return first
  const { source } = lookupRoute(seen.space, flow, trial)
  return { ...first, source }
}

/** The kernel forgets neighbours when it likes to, and those that failed count: asked again until they are as they were seen. */
const askInPeace = async (place: Seen, questions: readonly Question[]) => {
  for (let seen = place, tries = 0; tries < 10; tries++) {
    const answers = await askKernel(seen.place, 6, questions, false)
    const matches = await askKernel(seen.place, 6, questions, true)
    if ((await failedNow(seen)) === failedThen(seen)) return { answers, matches, seen }
    seen = await lookAgain(seen)
  }
  throw new Error('The neighbours keep changing.')
}

const failedNow = async ({ place }: Seen): Promise<string> => {
  const { stdout } = await place.exec(['ip', '-6', '-j', 'neigh', 'show', 'nud', 'failed'])
  const printed: { readonly dst: string; readonly dev: string }[] = JSON.parse(stdout)
  return printed
    .map(({ dst, dev }) => `${dst} ${dev}`)
    .sort()
    .join()
}

const failedThen = ({ space }: Seen): string =>
  space.neighbours
    .filter(({ state }) => (state & NUD_FAILED) !== 0)
    .map(({ destination, ifindex }) => `${destination} ${space.devices.get(ifindex)?.name}`)
    .sort()
    .join()

const withoutSource = (answer: string): string => answer.replace(/ src .*/, '')

describe('what is sent, and what comes in', () => {
  test.each(seeds.map((seed, at) => ({ seed, at })))('seed $seed', async ({ seed, at }) => {
    const place = places[at]
    if (place === undefined) throw new Error('a place is missing')
    const random = randomFrom(seed * 1000)
    const questions = Array.from({ length: questionsEach }, () => question(random, place.routing))
    const { answers, matches, seen } = await askInPeace(place, questions)
    const wrong = questions.flatMap((asked, n) => {
      const [answer, match] = [answers[n], matches[n]]
      if (answer === undefined || match === undefined) throw new Error('an answer is missing')
      const flow = flowOf(asked, seen, 'ipv6')
      const ours = everyOutcome(seen.scene, (trial) => lookup(seen, flow, trial))
      const printed = printedAnswer(answer, asked.source === null)
      // Of what came in for ourselves, `ip route get` says `lo`.
      const real = asked.input === null ? printed : printed.replace(/^(local|anycast) dev \w+/, `$1 dev ${asked.input}`)
      met.add(kindOf(real))
      const texts = ours.map((route) => ourAnswer(route, asked.source === null))
      const entry = 'error' in answer ? null : printedMatch(match)
      const matched = ours.map(ourMatch)
      // Routes of one nexthop object share what the kernel keeps of it, and it names one of them for all.
      if (ours.some(({ record }) => record?.nexthopId !== undefined))
        return texts.map(withoutSource).includes(withoutSource(real))
          ? []
          : [{ asked: JSON.stringify(asked), real, texts }]
      const isEntryRight = entry === null || matched.includes(entry)
      return texts.includes(real) && isEntryRight ? [] : [{ asked: JSON.stringify(asked), real, texts, entry, matched }]
    })
    expect(wrong).toEqual([])
  })
})

test('every kind of answer was among them', () => {
  expect([...met].sort()).toEqual(
    'unicast|local|anycast|multicast|EINVAL|EHOSTUNREACH|EACCES|ENETUNREACH'.split('|').sort(),
  )
})
