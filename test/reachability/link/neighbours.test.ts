import { expect, it } from 'vitest'
import { expectAgreement, outcomesOf } from './compare-plans.ts'
import { neighboursPlan } from './random-neighbours.ts'

it('knows who answers for an address as the kernel does', { timeout: 60_000 }, async () => {
  const plans = Array.from({ length: 16 }, (_, at) => neighboursPlan(at + 1))
  // A line that does not fit what an earlier one of the plan has done is left out, with its effect.
  const outcomes = outcomesOf(await expectAgreement(plans, { slips: 'some', isTold: isAboutFirst }))
  expect(outcomes.get('replied')).toBeGreaterThan(50)
  expect(outcomes.get('host-unreachable')).toBeGreaterThan(50)
})

/** Two hosts that answer for one address: which of them is first, nobody can know. */
const isAboutFirst = (line: string): boolean => line.startsWith('if which of ')
