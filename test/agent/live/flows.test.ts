import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { putTogether, takenApart } from '../../../agent/live/flow-pieces.ts'
import { flowParts } from '../../../agent/live/parts.ts'
import { Questions } from '../../../agent/live/questions.ts'
import type { Flows } from '../../../collectors/flows.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const entry = (port: number): Flows['entries'][number] => ({
  id: port,
  family: 'ipv4',
  original: { source: '10.0.0.2', destination: '10.0.0.3', protocol: 6, sourcePort: port, destinationPort: 80 },
  reply: { source: '10.0.0.9', destination: '10.0.0.2', protocol: 6, sourcePort: 80, destinationPort: port },
  originalZone: 0,
  replyZone: 0,
  status: ['seen_reply', 'dst_nat'],
  timeout: 10,
  mark: 0,
  use: 1,
  state: 'established',
  originalCounters: { packets: 7n, bytes: 2n ** 60n },
  replyCounters: null,
})

const flows: readonly Flows[] = [
  { netns: 'a', entries: Array.from({ length: 120 }, (_, port) => entry(port)), expectations: [] },
  { netns: 'b', entries: [entry(1)], expectations: [] },
]

test('connections arrive as they were, in several short messages', () => {
  const [from, to] = [flowParts(), flowParts()]
  const { parts, rest } = from.split(takenApart(flows))
  expect(parts.length).toBeGreaterThan(3)
  for (const part of structuredClone(parts)) to.add(part)
  expect(putTogether(to.complete(structuredClone(rest)))).toEqual(flows)
})

test('each question has its own answer; one that never comes is not waited for', async () => {
  const ask = vi.fn<(id: string, netns: readonly string[]) => void>()
  const questions = new Questions<[netns: readonly string[]], readonly Flows[]>(ask)
  const asked = [questions.take(['a']), questions.take(['b']), questions.take(['c'])]
  const [[first = ''] = [], [second = ''] = []] = ask.mock.calls
  questions.answer(second, [])
  questions.answer('of another', [])
  questions.answer(first, flows)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await Promise.all(asked)).toEqual([flows, [], null])
})
