import { expect, it } from 'vitest'
import { expectAgreement, outcomesOf } from './compare-plans.ts'
import { bridgesPlan } from './random-bridges.ts'

it('follows frames over bridges as the kernel does', { timeout: 60_000 }, async () => {
  const plans = Array.from({ length: 16 }, (_, at) => bridgesPlan(at + 1))
  const outcomes = outcomesOf(await expectAgreement(plans, { isTold: isAboutFirst }))
  expect(outcomes.get('replied')).toBeGreaterThan(20)
  expect(outcomes.get('host-unreachable')).toBeGreaterThan(10)
})

/** All bridges of one namespace answer for an address of it: which of them is first, nobody can know. */
const isAboutFirst = (line: string): boolean => line.startsWith('if which of ')
