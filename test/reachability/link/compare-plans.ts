import { expect } from 'vitest'
import { type Compared, runRound } from '../../oracle/compare.ts'
import type { Plan } from '../../oracle/plan.ts'
import { describe } from '../../oracle/report.ts'
import { openSession } from '../../oracle/session.ts'

export interface Allowed {
  /** Lines that a tool does not take. */
  readonly slips?: 'none' | 'some'
  /** Whether a line of the path says what a simulation that is not sure depends on. */
  readonly isTold?: (line: string) => boolean
}

/** Asks the kernel and the simulation all questions of the plans, and expects the same answers. */
export const expectAgreement = async (
  plans: readonly Plan[],
  { slips = 'none', isTold = () => false }: Allowed = {},
): Promise<readonly Compared[]> => {
  await using session = await openSession()
  const round = await runRound(session, plans)
  if (slips === 'none') expect(round.slips).toEqual([])
  const wrong = round.compared.filter(
    ({ judgement, path }) => judgement !== 'agreed' && !(judgement === 'uncertain' && path.some(isTold)),
  )
  expect(wrong.map(describe).join('\n\n')).toBe('')
  return round.compared
}

/** How many ended in each way: a test in which nobody is reached, or everybody, proves little. */
export const outcomesOf = (compared: readonly Compared[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { real } of compared) counts.set(real, (counts.get(real) ?? 0) + 1)
  return counts
}
