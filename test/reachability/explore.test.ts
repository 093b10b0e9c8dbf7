import { expect, test } from 'vitest'
import { explore } from '../../agent/reachability/explore.ts'
import type { Question } from '../../agent/reachability/trial.ts'

const question = (key: string, count = 2): Question => ({
  key,
  on: () => key,
  answers: Array.from({ length: count }, (_, i) => `${i}`),
})

test('a run that asks nothing is the only one', () => {
  const { runs, isCut } = explore(() => 'sure')
  expect(runs.map(({ result }) => result)).toEqual(['sure'])
  expect(isCut).toBe(false)
})

test('questions that are asked only after some answers are tried with these', () => {
  const { runs, isCut } = explore((decide) => {
    if (decide(question('a')) === 0) return 'a0'
    const b = decide(question('b', 3))
    // The same question has the same answer in one run.
    return `a1 b${b} a${decide(question('a'))}`
  })
  expect(runs.map(({ result }) => result)).toEqual(['a0', 'a1 b0 a1', 'a1 b1 a1', 'a1 b2 a1'])
  expect(runs.map(({ answered }) => answered.map(({ question: { key }, answer }) => `${key}${answer}`))).toEqual([
    ['a0'],
    ['a1', 'b0'],
    ['a1', 'b1'],
    ['a1', 'b2'],
  ])
  expect(isCut).toBe(false)
})

test('too many questions are not all tried', () => {
  const { runs, isCut } = explore(
    (decide) => Array.from({ length: 10 }, (_, i) => decide(question(`${i}`))).join(''),
    20,
  )
  expect(runs.length).toBe(20)
  expect(new Set(runs.map(({ result }) => result)).size).toBe(20)
  expect(isCut).toBe(true)
})
