import { expect, test } from 'vitest'
import { movementOf, QuietMemory } from '../../../collectors/counters/quiet-memory.ts'
import type { InterfaceCounters } from '../../../collectors/counters/record.ts'

const still: InterfaceCounters = {
  ...{ netns: '42', ifindex: 2, name: 'eth0', rxBytes: 0, rxPackets: 0, rxErrors: 0, rxDropped: 0, rxMissedErrors: 0 },
  ...{ rxFifoErrors: 0, rxFrameErrors: 0, multicast: 0, collisions: 0, txBytes: 0, txPackets: 0, txErrors: 0 },
  ...{ txDropped: 0, txFifoErrors: 0, txCarrierErrors: 0 },
}

test('an interface moves when it sees a packet, comes or goes', () => {
  const before = movementOf([still])
  for (const name of ['rxPackets', 'txPackets', 'rxDropped', 'txDropped', 'rxErrors', 'txErrors'])
    expect(movementOf([{ ...still, [name]: 1 }])).toBe(before + 1)
  expect(movementOf([{ ...still, rxPackets: 2n ** 60n }])).toBeGreaterThan(before)
  expect(movementOf([still, { ...still, ifindex: 3 }])).not.toBe(before)
  expect(movementOf([])).not.toBe(before)
})

const memory = (lasts = true): { clock: { now: number }; read: (netns: string, movement: number) => number | null } => {
  const clock = { now: 0, reads: 0 }
  const kept = new QuietMemory<number>({ mostMs: 1000, lasts: () => lasts, now: () => clock.now })
  return { clock, read: (netns, movement) => kept.take(netns, movement, () => ++clock.reads) }
}

test('a namespace in which nothing moves is not read again', () => {
  const { clock, read } = memory()
  expect([read('1', 5), read('1', 5), read('2', 5), read('1', 5)]).toEqual([1, 1, 2, 1])
  clock.now = 499
  expect(read('1', 5)).toBe(1)
})

test('one in which a packet moved is', () => {
  const { read } = memory()
  expect([read('1', 5), read('1', 6), read('1', 6), read('1', 5)]).toEqual([1, 2, 2, 3])
})

test('so is one whose value ends by itself', () => {
  const { read } = memory(false)
  expect([read('1', 5), read('1', 5)]).toEqual([1, 2])
})

test('in the end every one is, and not all at once', () => {
  const { clock, read } = memory()
  const names = Array.from({ length: 64 }, (_, at) => String(at))
  const first = names.map((name) => read(name, 5))
  const renewed = names.map(() => 0)
  for (clock.now = 0; clock.now <= 1000; clock.now += 50)
    for (const [at, name] of names.entries())
      if (renewed[at] === 0 && read(name, 5) !== first[at]) renewed[at] = clock.now
  expect(Math.min(...renewed)).toBeGreaterThanOrEqual(500)
  const busiest = Math.max(...[...Map.groupBy(renewed, (at) => at).values()].map((together) => together.length))
  expect(busiest).toBeLessThanOrEqual(8)
})

test('null is not kept, and what is gone is forgotten', () => {
  const kept = new QuietMemory<number>({ mostMs: 1000, lasts: () => true })
  expect(kept.take('1', 5, () => null)).toBe(null)
  expect(kept.take('1', 5, () => 1)).toBe(1)
  kept.keepOnly((netns) => netns !== '1')
  expect(kept.take('1', 5, () => 2)).toBe(2)
  kept.keepOnly((netns) => netns === '1')
  expect(kept.take('1', 5, () => 3)).toBe(2)
})
