import { type Compared, type Pace, runRound } from './compare.ts'
import type { Plan, SpacePlan, TablePlan } from './plan.ts'
import { isWrong } from './report.ts'
import type { Session } from './session.ts'

/** Plans that stand at the same time. */
const atOnce = 24

/** Plans with cables that are pulled out need their time. */
const paceOf = (plan: Plan): Pace => ({
  calmMs: plan.spaces.some(({ faults }) => faults.some((line) => line.includes('down'))) ? 2200 : 500,
  certainMs: 1300,
})

/** A disagreement that is to stay the same while its plan gets smaller. */
type Wanted = Pick<Compared, 'plan' | 'question' | 'real' | 'said'>

/**
 * Removes whatever can go from a plan while the simulation stays wrong about its one question in the same way: halves, quarters and so on of all
 * its parts, those of one size at the same time.
 */
export const shrink = async (session: Session, wanted: Wanted): Promise<Plan> => {
  let current: Plan = { ...wanted.plan, questions: [wanted.question] }
  for (let size = Math.ceil(partsOf(current).length / 2); size >= 1; ) {
    const smaller = await removeSome(session, wanted, current, size)
    if (smaller === null) {
      if (size === 1) break
      size = Math.ceil(size / 2)
    } else current = smaller
  }
  return current
}

const removeSome = async (session: Session, wanted: Wanted, plan: Plan, size: number): Promise<Plan | null> => {
  const parts = partsOf(plan)
  const chunks = Array.from({ length: Math.ceil(parts.length / size) }, (_, at) =>
    parts.slice(at * size, (at + 1) * size),
  )
  for (let at = 0; at < chunks.length; at += atOnce) {
    const some = chunks.slice(at, at + atOnce)
    const stillWrong = await wrongOnes(
      session,
      wanted,
      some.map((chunk) => without(plan, chunk)),
    )
    const removable = some.filter((_, index) => stillWrong[index])
    if (removable.length === 0) continue
    if (removable.length === 1) return without(plan, removable.flat())
    // Each alone can go; all together perhaps, else half of them, else the first.
    const together = [removable, removable.slice(0, removable.length >> 1), removable.slice(removable.length >> 1)]
    const candidates = together.map((some) => without(plan, some.flat()))
    const best = (await wrongOnes(session, wanted, candidates)).indexOf(true)
    return candidates[best] ?? without(plan, removable[0] ?? [])
  }
  return null
}

const wrongOnes = async (
  session: Session,
  { plan, real, said }: Wanted,
  plans: readonly Plan[],
): Promise<boolean[]> => {
  const { compared } = await runRound(session, plans, paceOf(plan))
  const isSame = (one: Compared): boolean => isWrong(one) && one.real === real && one.said.join() === said.join()
  return plans.map((plan) => compared.some((one) => one.plan === plan && isSame(one)))
}

/** A part of a plan that can go: a namespace, or an entry of one of the lists. */
interface Part {
  readonly space: string
  readonly list: string
  readonly at: number
}

const listsOf = (space: SpacePlan): [string, readonly string[]][] => [
  ...(['early', 'links', 'settings', 'setup', 'bridge', 'ipset', 'nft', 'faults'] as const).map(
    (list): [string, readonly string[]] => [list, space[list]],
  ),
  ...space.tables.map(({ rules }, at): [string, readonly string[]] => [`tables${at}`, rules]),
]

const partsOf = (plan: Plan): Part[] => [
  ...plan.spaces.flatMap(({ name }) =>
    name === plan.questions[0]?.from ? [] : [{ space: name, list: 'whole', at: 0 }],
  ),
  ...plan.spaces.flatMap(({ name, tables }) => tables.map((_, at) => ({ space: name, list: 'table', at }))),
  ...plan.listeners.map((_, at) => ({ space: '', list: 'listeners', at })),
  ...plan.spaces.flatMap((space) =>
    listsOf(space).flatMap(([list, lines]) => lines.map((_, at) => ({ space: space.name, list, at }))),
  ),
]

const without = (plan: Plan, parts: readonly Part[]): Plan => {
  const gone = new Set(parts.map(({ space, list, at }) => `${space} ${list} ${at}`))
  const keep = <T>(space: string, list: string, entries: readonly T[]): T[] =>
    entries.filter((_, at) => !gone.has(`${space} ${list} ${at}`))
  const spaces = plan.spaces
    .filter(({ name }) => !gone.has(`${name} whole 0`))
    .map(
      (space): SpacePlan => ({
        name: space.name,
        early: keep(space.name, 'early', space.early),
        links: keep(space.name, 'links', space.links),
        settings: keep(space.name, 'settings', space.settings),
        setup: keep(space.name, 'setup', space.setup),
        bridge: keep(space.name, 'bridge', space.bridge),
        ipset: keep(space.name, 'ipset', space.ipset),
        nft: keep(space.name, 'nft', space.nft),
        faults: keep(space.name, 'faults', space.faults),
        tables: keep(
          space.name,
          'table',
          space.tables.map(
            (table, at): TablePlan => ({ ...table, rules: keep(space.name, `tables${at}`, table.rules) }),
          ),
        ),
      }),
    )
  const there = new Set(spaces.map(({ name }) => name))
  return {
    ...plan,
    spaces,
    listeners: keep('', 'listeners', plan.listeners).filter(({ space }) => there.has(space)),
  }
}

/** What a regression file holds: a plan with its questions, told what it is about. */
export interface Regression {
  readonly about: string
  readonly plan: Plan
}
