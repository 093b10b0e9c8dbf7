import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Measurements } from '../../../agent/live/measurements.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { exampleView } from '../../exporters/example-snapshot.ts'

const usage = (takenAt: string): Usage => {
  if (exampleView.usage === null) throw new Error('the example has no usage')
  return { ...exampleView.usage, takenAt }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('those who ask at the same time share one answer, and so do those who ask at once after', async () => {
  const ask = vi.fn()
  const measurements = new Measurements(ask)
  const asked = [measurements.take(), measurements.take()]
  measurements.answer(usage('1'))
  expect((await Promise.all(asked)).map((answer) => answer?.takenAt)).toEqual(['1', '1'])
  vi.advanceTimersByTime(40)
  expect((await measurements.take())?.takenAt).toBe('1')
  expect(ask).toHaveBeenCalledTimes(1)
})

test('later ones get a new answer', async () => {
  const ask = vi.fn()
  const measurements = new Measurements(ask)
  void measurements.take()
  measurements.answer(usage('1'))
  vi.advanceTimersByTime(300)
  const later = measurements.take()
  measurements.answer(usage('2'))
  expect((await later)?.takenAt).toBe('2')
  expect(ask).toHaveBeenCalledTimes(2)
})

test('a collector that does not answer, or cannot, is not waited for', async () => {
  const measurements = new Measurements(() => undefined)
  const hung = measurements.take()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await hung).toBeNull()
  const failed = measurements.take()
  measurements.answer(null)
  expect(await failed).toBeNull()
  // What comes too late is for those who ask next.
  measurements.answer(usage('late'))
  expect((await measurements.take())?.takenAt).toBe('late')
})
