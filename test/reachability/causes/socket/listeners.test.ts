import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { execute } from '../../../lab/execute.ts'
import { pathOf } from '../../../lab/space.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { ListenerPlan, QuestionPlan } from '../../../oracle/plan.ts'
import type { Probed } from '../../../oracle/prober.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { plan } from '../../exchange/hosts.ts'
import { answerOf } from '../broken-world.ts'
import { listenIn } from '../listen.ts'

interface Case {
  readonly cause: string | null
  readonly question: QuestionPlan
  readonly outcome: Answer['outcome']
}

const tcp = (destination: string, port: number, from = 'a'): QuestionPlan => ({
  from,
  protocol: 'tcp',
  destination,
  port,
})
const listener = (address: string, port: number, more: Partial<ListenerPlan> = {}): ListenerPlan => ({
  space: 'b',
  protocol: 'tcp',
  address,
  port,
  ...more,
})

const listeners: readonly ListenerPlan[] = [
  listener('::', 80),
  listener('127.0.0.1', 81),
  listener('::1', 82),
  listener('::', 83, { v6only: true }),
  listener('0.0.0.0', 84),
  listener('0.0.0.0', 85, { device: 'lo' }),
  listener('0.0.0.0', 86, { protocol: 'udp' }),
  listener('fd00:9::3', 87),
  listener('10.9.0.33', 88),
]

const cases: readonly Case[] = [
  { cause: null, question: tcp('10.9.0.3', 80), outcome: 'connected' },
  { cause: 'listen-loopback-only', question: tcp('10.9.0.3', 81), outcome: 'refused' },
  { cause: 'listen-ipv6-only', question: tcp('10.9.0.3', 82), outcome: 'refused' },
  { cause: 'listen-loopback-only', question: tcp('fd00:9::3', 82), outcome: 'refused' },
  { cause: 'listen-ipv6-only', question: tcp('10.9.0.3', 83), outcome: 'refused' },
  { cause: null, question: tcp('fd00:9::3', 83), outcome: 'connected' },
  { cause: 'listen-ipv4-only', question: tcp('fd00:9::3', 84), outcome: 'refused' },
  { cause: 'bound-to-device', question: tcp('10.9.0.3', 85), outcome: 'refused' },
  { cause: null, question: tcp('127.0.0.1', 85, 'b'), outcome: 'connected' },
  { cause: 'wrong-protocol', question: tcp('10.9.0.3', 86), outcome: 'refused' },
  { cause: 'listen-ipv6-only', question: tcp('10.9.0.3', 87), outcome: 'refused' },
  { cause: 'listen-other-address', question: tcp('10.9.0.3', 88), outcome: 'refused' },
  { cause: 'no-listener', question: tcp('10.9.0.3', 89), outcome: 'refused' },
  {
    cause: 'no-listener',
    question: { from: 'a', protocol: 'udp', destination: '10.9.0.3', port: 90 },
    outcome: 'refused',
  },
  { cause: 'listen-backlog-overflow', question: tcp('10.9.0.3', 91), outcome: 'timeout' },
  { cause: 'loopback-down', question: tcp('127.0.0.1', 80, 'lan'), outcome: 'timeout' },
  { cause: 'loopback-down', question: tcp('192.168.77.50', 80, 'lan'), outcome: 'timeout' },
]

let session: Session
let world: Built
let snapshot: Snapshot
let busy: ChildProcess
let probed: readonly Probed[]

beforeAll(async () => {
  session = await openSession()
  const { run, prober } = session
  const questions = cases.map(({ question }) => question)
  const setup = ['addr add 10.9.0.33/24 dev eth0']
  world = await build(
    run,
    'listeners',
    plan(0, questions, { listeners, b: { setup }, lan: { faults: ['link set lo down'] } }),
  )
  expect(world.slips).toEqual([])
  busy = await listenIn(run, pathOf(world.nameOf('b')), ['tcp 0.0.0.0 91 backlog=1'])
  busy.kill('SIGSTOP')
  await prober.open([world], false)
  await prober.ask(
    [1, 2, 3].map(() => ({ world, question: tcp('10.9.0.3', 91) })),
    500,
  )
  snapshot = await lookAtHost({ thorough: true, flows: true })
  probed = await prober.ask(
    questions.map((question) => ({ world, question })),
    900,
  )
}, 60_000)

afterAll(async () => {
  busy.kill('SIGKILL')
  await session.prober.close()
  await world.remove()
  await session[Symbol.asyncDispose]()
})

const ask = (question: QuestionPlan, of = snapshot): Answer => answerOf(of, world, question)

test.each(
  cases.map((one, at) => ({
    ...one,
    at,
    title: `${one.question.from} to ${one.question.destination}:${one.question.port}`,
  })),
)('$title: $cause', ({ at, cause, question, outcome }) => {
  const answer = ask(question)
  expect.soft(probed[at]?.outcome).toBe(outcome)
  expect.soft(answer.outcome, JSON.stringify(answer.cause)).toBe(outcome)
  expect(answer.cause?.id ?? null, answer.cause?.summary ?? '').toBe(cause)
})

test('lo is up after what the remedy says', async () => {
  const [line = ''] = ask(tcp('127.0.0.1', 80, 'lan')).cause?.remedy ?? []
  expect(await execute(['sh', '-c', line], session.run)).toMatchObject({ status: 0 })
  const [after] = await session.prober.ask([{ world, question: tcp('127.0.0.1', 80, 'lan') }], 900)
  expect(after?.outcome).toBe('refused')
})

test('resets are told of where the kernel sends them', () => {
  const settings = snapshot.sysctls.map((one) => ({
    ...one,
    values: { ...one.values, 'net.ipv4.tcp_abort_on_overflow': 1 },
  }))
  expect(ask(tcp('10.9.0.3', 91), { ...snapshot, sysctls: settings }).cause).toMatchObject({ id: 'abort-on-overflow' })
})
