import { expect, it } from 'vitest'
import { expectAgreement, outcomesOf } from './compare-plans.ts'
import { bridgeFilterPlan } from './random-bridge-filter.ts'

it('shows bridged packets to the rules of IP as br_netfilter does', { timeout: 60_000 }, async () => {
  const plans = Array.from({ length: 12 }, (_, at) => bridgeFilterPlan(at + 1))
  const outcomes = outcomesOf(await expectAgreement(plans))
  expect(outcomes.get('replied')).toBeGreaterThan(50)
  expect(outcomes.get('timeout')).toBeGreaterThan(5)
})
