import { expect } from 'vitest'
import { type Compared, runRound } from '../../oracle/compare.ts'
import type { Plan, QuestionPlan, SpacePlan } from '../../oracle/plan.ts'
import { openSession } from '../../oracle/session.ts'

/** A namespace of which only some lines matter. */
export const space = (name: string, lines: Partial<Omit<SpacePlan, 'name'>>): SpacePlan => ({
  name,
  early: [],
  links: [],
  settings: [],
  setup: [],
  bridge: [],
  ipset: [],
  nft: [],
  tables: [],
  faults: [],
  ...lines,
})

/** A host on a link: `h3` has 10.9.0.3 and fd00:9::3 on its eth0. */
export const host = (number: number, more: Partial<Omit<SpacePlan, 'name'>> = {}): SpacePlan =>
  space(`h${number}`, {
    ...more,
    setup: [
      'link set lo up',
      'link set eth0 up',
      `addr add 10.9.0.${number}/24 dev eth0`,
      `addr add fd00:9::${number}/64 dev eth0 nodad`,
      ...(more.setup ?? []),
    ],
  })

/** Echo requests of both families from one host to another. */
export const echoes = (from: number, to: number): QuestionPlan[] => [
  { from: `h${from}`, protocol: 'icmp', destination: `10.9.0.${to}` },
  { from: `h${from}`, protocol: 'icmp', destination: `fd00:9::${to}` },
]

const describe = ({ plan, question, real, said, judgement, path }: Compared): string =>
  [`seed ${plan.seed}: ${question.from} to ${question.destination}: ${real}, not ${said.join('|')} (${judgement})`]
    .concat(path)
    .join('\n  ')

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
  expect(wrong.map(describe)).toEqual([])
  return round.compared
}

/** How many ended in each way: a test in which nobody is reached, or everybody, proves little. */
export const outcomesOf = (compared: readonly Compared[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { real } of compared) counts.set(real, (counts.get(real) ?? 0) + 1)
  return counts
}
