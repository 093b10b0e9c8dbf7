import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from '../../oracle/session.ts'
import { titleOf } from './broken-world.ts'
import { expectJudged, type Judged, judge, type WideCase } from './wide-lab.ts'

/** One test a case; all cases of a file stand at the same time. */
export const testFaults = (label: string, cases: readonly WideCase[]): void => {
  let session: Session
  let judged: readonly Judged[] = []

  beforeAll(async () => {
    session = await openSession()
    judged = await judge(session, cases, label)
  }, 60_000)

  afterAll(async () => {
    await session[Symbol.asyncDispose]()
  })

  test.each(cases.map((one, at) => [titleOf(one), at] as const))('%s', (_, at) => {
    const found = judged[at]
    expect(found).toBeDefined()
    if (found !== undefined) expectJudged(found)
  })
}
