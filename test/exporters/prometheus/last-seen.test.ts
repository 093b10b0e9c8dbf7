import { expect, test } from 'vitest'
import { viewOf } from '../../../agent/live/view.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import { containerLabels } from '../../../exporters/prometheus/container-labels.ts'
import { LastSeen } from '../../../exporters/prometheus/last-seen.ts'
import { type Subject, subjectsOf } from '../../../exporters/prometheus/subject.ts'
import { exampleSnapshot } from '../example-snapshot.ts'

const running = exampleSnapshot.containers.filter(({ state, pid }) => state === 'running' && pid > 0)
const subjects = (containers: readonly Container[]): Subject[] =>
  subjectsOf(viewOf({ ...exampleSnapshot, containers }), containerLabels([]))

test('a container that stops or goes is remembered for a while, with the time at which it was last seen', () => {
  const seen = new LastSeen(300)
  expect(running.length).toBeGreaterThan(1)
  expect(seen.note(subjects(running), 1000)).toEqual([])
  const [first, ...others] = running
  if (first === undefined) throw new Error('the example has no running container')
  const stopped: Container = { ...first, state: 'exited', pid: 0 }
  const labels = subjects([first])[1]?.labels
  expect(seen.note(subjects([stopped, ...others]), 1015)).toEqual([{ labels, seconds: 1000 }])
  expect(seen.note(subjects(others), 1300)).toEqual([{ labels, seconds: 1000 }])
  expect(seen.note(subjects(others), 1301)).toEqual([])
  expect(seen.note(subjects(others), 1100)).toEqual([])
})

test('a container that comes back is not gone, nor is one whose successor has its labels', () => {
  const seen = new LastSeen(300)
  seen.note(subjects(running), 1000)
  seen.note(subjects([]), 1010)
  expect(seen.note(subjects(running), 1020)).toEqual([])
})

test('a clock that is set back by a day forgets', () => {
  const seen = new LastSeen(300)
  seen.note(subjects(running), 100_000)
  expect(seen.note(subjects([]), 13_600)).toEqual([])
})
