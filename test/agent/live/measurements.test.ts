import { afterEach, beforeEach, expect, type Mock, test, vi } from 'vitest'
import { Measurements } from '../../../agent/live/measurements.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { exampleView } from '../../exporters/example-snapshot.ts'

const usage = (takenAt: string): Usage => {
  if (exampleView.usage === null) throw new Error('the example has no usage')
  return { ...exampleView.usage, takenAt }
}

const lastOf = (ask: Mock<(id: string) => void>): string => ask.mock.lastCall?.[0] ?? ''

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('those who ask at the same time share one answer, and so do those who ask at once after', async () => {
  const ask = vi.fn<(id: string) => void>()
  const measurements = new Measurements(ask)
  const asked = [measurements.take(), measurements.take()]
  measurements.answer(lastOf(ask), usage('1'))
  expect((await Promise.all(asked)).map((answer) => answer?.takenAt)).toEqual(['1', '1'])
  vi.advanceTimersByTime(40)
  expect((await measurements.take())?.takenAt).toBe('1')
  expect(ask).toHaveBeenCalledTimes(1)
})

test('later ones get a new answer', async () => {
  const ask = vi.fn<(id: string) => void>()
  const measurements = new Measurements(ask)
  void measurements.take()
  measurements.answer(lastOf(ask), usage('1'))
  await vi.advanceTimersByTimeAsync(300)
  const later = measurements.take()
  measurements.answer(lastOf(ask), usage('2'))
  expect((await later)?.takenAt).toBe('2')
  expect(ask).toHaveBeenCalledTimes(2)
})

test('a collector that does not answer, or cannot, is not waited for', async () => {
  const ask = vi.fn<(id: string) => void>()
  const measurements = new Measurements(ask)
  const hung = measurements.take()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await hung).toBeNull()
  const failed = measurements.take()
  measurements.answer(lastOf(ask), null)
  expect(await failed).toBeNull()
  // What comes too late, or was asked by a server before this one, is for nobody.
  const later = measurements.take()
  measurements.answer('1.0', usage('of another'))
  measurements.answer(ask.mock.calls[0]?.[0] ?? '', usage('late'))
  measurements.answer(lastOf(ask), usage('right'))
  expect((await later)?.takenAt).toBe('right')
})
