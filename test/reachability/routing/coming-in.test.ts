import { afterAll, beforeAll, expect, test } from 'vitest'
import { udpPacket } from '../../../agent/reachability/packet/build.ts'
import { lookupRoute } from '../../../agent/reachability/routing/lookup.ts'
import { validateSource } from '../../../agent/reachability/routing/validate-source.ts'
import type { Device } from '../../../agent/reachability/scene/device.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import { type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { everyOutcome } from '../every-outcome.ts'
import { askKernel, type Question } from './ask-routes.ts'
import { deviceOf, prepare, type Seen } from './prepare.ts'
import { kindOf, ourAnswer, printedAnswer } from './printed-answer.ts'
import { flowOf, randomPorts } from './random-question.ts'
import { marks, randomIpv4, tosValues } from './random-routing.ts'

const seeds = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20]
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

type Asked = Question & { readonly source: string; readonly input: string }

const question = (random: Random, { addresses, devices }: Seen['routing']): Asked => ({
  destination: random.of(addresses.filter((address) => !address.startsWith('127.'))),
  source: random.of(addresses.filter((address) => !address.startsWith('127.'))),
  input: random.of(devices),
  output: null,
  mark: random.of(marks),
  uid: 0,
  tos: random.of(tosValues),
  protocol: 'udp',
  ...randomPorts(random),
})

/** What the kernel does with a packet that comes in, as `ip_route_input_slow` puts the parts together. */
const comingIn = (seen: Seen, asked: Asked, device: Device, trial: Trial): string => {
  const { destination, source, mark, tos, sourcePort, destinationPort } = asked
  const packet = udpPacket({ label: 'datagram', source, destination, sourcePort, destinationPort, tos })
  packet.mark = mark
  const forwards = device.record.protocols?.ipv4?.settings?.forwarding !== 0
  const route = lookupRoute(seen.space, flowOf(asked, seen, 'ipv4'), trial)
  if (route.error !== undefined) return forwards ? route.error : 'EHOSTUNREACH'
  const isForUs = route.type === 'local' || route.type === 'broadcast'
  if (!isForUs && !forwards) return 'EHOSTUNREACH'
  if (validateSource(seen.space, packet, device, isForUs ? null : route.device) !== 'ok') return 'EINVAL'
  // `ip route get` says `lo` of what is for ourselves, and nothing of a source.
  return ourAnswer(isForUs ? { ...route, device: seen.space.loopback ?? null } : route, false)
}

test.each(seeds.map((seed, at) => ({ seed, at })))('what comes in and its source, seed $seed', async ({ seed, at }) => {
  const seen = places[at]
  if (seen === undefined) throw new Error('a place is missing')
  const random = randomFrom(seed * 1000)
  const questions = Array.from({ length: questionsEach }, () => question(random, seen.routing))
  const answers = await askKernel(seen.place, 4, questions, false)
  const wrong = questions.flatMap((asked, n) => {
    const [answer, device] = [answers[n], deviceOf(seen, asked.input)]
    if (answer === undefined || device === undefined) throw new Error('an answer is missing')
    const real = printedAnswer(answer, false)
    met.add(kindOf(real))
    const texts = everyOutcome(seen.scene, (trial) => comingIn(seen, asked, device, trial))
    return texts.includes(real) ? [] : [{ asked: JSON.stringify(asked), real, texts }]
  })
  expect(wrong).toEqual([])
})

test('every kind of answer was among them', () => {
  expect([...met].sort()).toEqual('unicast|local|broadcast|EINVAL|EHOSTUNREACH|EACCES|ENETUNREACH'.split('|').sort())
})
