import { afterAll, beforeAll, expect, test } from 'vitest'
import { runRound } from '../../oracle/compare.ts'
import { describe } from '../../oracle/report.ts'
import { openSession, type Session } from '../../oracle/session.ts'
import type { Case } from './cases.ts'

/** One test a host: every question of it has to end in the simulation as it does in the kernel. */
export const testCases = (cases: readonly Case[]): void => {
  let session: Session
  let disagreements: readonly (readonly string[])[] = []
  const outcomes = new Set<string>()

  beforeAll(async () => {
    session = await openSession()
    const plans = cases.map(({ plan }) => plan)
    const { compared, slips } = await runRound(session, plans)
    expect(slips).toEqual([])
    for (const { real } of compared) outcomes.add(real)
    disagreements = plans.map((plan) =>
      compared.filter((one) => one.plan === plan && one.judgement !== 'agreed').map(describe),
    )
  })

  afterAll(async () => {
    await session[Symbol.asyncDispose]()
  })

  test.each(cases.map(({ name }, at) => [name, at] as const))('%s', (_, at) => {
    expect(disagreements[at]?.join('\n\n')).toBe('')
  })

  test('the kernel gave many different answers', () => {
    expect(outcomes.size).toBeGreaterThanOrEqual(8)
  })
}
