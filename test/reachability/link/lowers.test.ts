import { expect, it } from 'vitest'
import { expectAgreement, outcomesOf } from './compare-plans.ts'
import { macvlanPlan, vxlanPlan } from './random-lowers.ts'

const plans = Array.from({ length: 10 })

it('gives frames to macvlans of all modes as the kernel does', { timeout: 60_000 }, async () => {
  const outcomes = outcomesOf(
    await expectAgreement(
      plans.map((_, at) => macvlanPlan(at + 1)),
      { slips: 'some' },
    ),
  )
  expect(outcomes.get('replied')).toBeGreaterThan(20)
  expect(outcomes.get('host-unreachable')).toBeGreaterThan(20)
})

it('carries frames between VXLANs as the kernel does', { timeout: 60_000 }, async () => {
  const outcomes = outcomesOf(await expectAgreement(plans.map((_, at) => vxlanPlan(at + 1))))
  expect(outcomes.get('replied')).toBeGreaterThan(5)
  expect(outcomes.get('host-unreachable')).toBeGreaterThan(20)
})
