import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from '../../oracle/session.ts'
import { titleOf } from './broken-world.ts'
import { filterCases } from './general/filter-cases.ts'
import { natCases } from './nat/cases.ts'
import { netfilterCases } from './netfilter/cases.ts'
import { expectJudged, type Judged, judge } from './plain-lab.ts'

const cases = [...netfilterCases, ...natCases, ...filterCases]

let session: Session
let judged: readonly Judged[] = []

beforeAll(async () => {
  session = await openSession()
  judged = await judge(session, cases, 'fault')
}, 300_000)

afterAll(async () => {
  await session[Symbol.asyncDispose]()
})

test.each(cases.map((one, at) => ({ title: titleOf(one), at })))('$title', ({ at }) => {
  const found = judged[at]
  expect(found).toBeDefined()
  if (found !== undefined) expectJudged(found)
})
