import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type LookKind, Repetition, type Schedule } from '../../../agent/live/schedule.ts'

const seldom: Schedule = {
  intervalMs: 60_000,
  thoroughMs: 60_000,
  share: 1,
  joinMs: 5,
  changesShare: 0.5,
  changesBurstMs: 60_000,
}

/** Takes this much processor time. */
const work = (ms: number): void => {
  const before = process.cpuUsage()
  for (let used = 0; used < ms * 1000; ) {
    const { user, system } = process.cpuUsage(before)
    used = user + system
  }
}

/** Runs looks until enough of them were taken. */
const looksOf = async (
  enough: number,
  {
    schedule = seldom,
    look = (kind) => kind,
  }: { schedule?: Schedule; look?: (kind: LookKind, looks: Repetition) => LookKind },
  begin: (looks: Repetition) => void,
): Promise<{ kind: LookKind; at: number }[]> => {
  const stop = new AbortController()
  const looks = new Repetition()
  const seen: { kind: LookKind; at: number }[] = []
  const end = looks.run(schedule, stop.signal, async (kind) => {
    seen.push({ kind, at: performance.now() })
    const done = look(kind, looks)
    if (seen.length >= enough) stop.abort()
    return done
  })
  await sleep(10)
  begin(looks)
  await end
  return seen
}

test('first everything, then what changed, as one look however many changes there were', async () => {
  const seen = await looksOf(
    3,
    {
      look: (kind, looks) => {
        if (kind === 'changes') looks.changed()
        return kind
      },
    },
    (looks) => {
      for (let change = 0; change < 10; change++) looks.changed()
    },
  )
  expect(seen.map(({ kind }) => kind)).toEqual(['thorough', 'changes', 'changes'])
  // A timer may be a millisecond early.
  expect((seen[2]?.at ?? 0) - (seen[1]?.at ?? 0)).toBeGreaterThan(seldom.joinMs - 2)
})

test('namespaces that came or went are looked for after the look that says so', async () => {
  const seen = await looksOf(
    3,
    {
      look: (kind, looks) => {
        if (kind === 'changes') looks.cameOrWent()
        return kind
      },
    },
    (looks) => looks.changed(),
  )
  expect(seen.map(({ kind }) => kind)).toEqual(['thorough', 'changes', 'census'])
})

test('what was lost is looked for at once', async () => {
  const seen = await looksOf(2, {}, (looks) => looks.now())
  expect(seen.map(({ kind }) => kind)).toEqual(['thorough', 'usual'])
})

test('looks at changes take no more than their share of the time, once their burst is spent', async () => {
  const [costMs, times] = [20, 6]
  const schedule = { ...seldom, joinMs: 0, changesShare: 0.2, changesBurstMs: costMs }
  const seen = await looksOf(
    times,
    {
      schedule,
      look: (kind, looks) => {
        if (kind === 'changes') work(costMs)
        looks.changed()
        return kind
      },
    },
    () => {},
  )
  const changes = seen.filter(({ kind }) => kind === 'changes')
  const took = (changes.at(-1)?.at ?? 0) - (changes[0]?.at ?? 0)
  // All but the last, and but what the burst allowed.
  expect(took).toBeGreaterThan(((changes.length - 2) * costMs) / schedule.changesShare - costMs)
})
