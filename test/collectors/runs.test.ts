import { expect, test } from 'vitest'
import { faredTogether, Runs } from '../../collectors/runs.ts'

const denied = (collector: string, about?: string) =>
  ({ collector, kind: 'denied', message: 'no', ...(about === undefined ? {} : { about }) }) as const

test('of what a look kept the problems are kept, and those of what it read again are not', () => {
  const runs = new Runs()
  runs.note('kept', 'links', 'netns 1')
  runs.note('read', 'links', 'netns 2')
  runs.note('kept', 'rules', 'netns 1')
  const kept = [denied('links', 'netns 1'), denied('rules', 'netns 1'), denied('rules')]
  // Asked of another namespace, it would have been denied again; the third namespace is gone.
  const over = [denied('links', 'netns 2'), denied('links'), denied('links', 'netns 3'), denied('routes', 'netns 1')]
  expect([...over, ...kept].filter((problem) => runs.hasKept(problem))).toEqual(kept)
  expect([...over, ...kept].filter((problem) => runs.hasRead(problem))).toEqual(over.slice(0, 2))
})

test('a collector that had nothing to read again is told of as it fared before', () => {
  const runs = new Runs()
  runs.timed('links', () => undefined)
  const former = [
    { collector: 'links', durationSeconds: 7, success: false, problems: 1 },
    { collector: 'rules', durationSeconds: 2, success: true, problems: 0 },
  ]
  expect(faredTogether(runs.list(), former, [denied('rules')])).toEqual([
    { collector: 'links', durationSeconds: expect.closeTo(0, 0), success: true, problems: 0 },
    { collector: 'rules', durationSeconds: 2, success: false, problems: 1 },
  ])
})
