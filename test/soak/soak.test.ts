import { expect, test } from 'vitest'
import { freshSeed } from '../kernel/random.ts'
import { brokenPromises, table } from './report.ts'
import { soak } from './soak.ts'

/** Modest: other tests run beside it. `npm run soak` does more of everything, for longer. */
const modest = { minutes: 2, containers: 6, namespaces: 12, storm: 100, pauseMs: 500 }

test('an agent that follows a changing host through faults knows it as well as a fresh look', async () => {
  const seed = freshSeed()
  const soaked = await soak({ ...modest, seed, tell: () => {} })
  expect(brokenPromises(soaked), `seed ${seed}\n${table(soaked)}`).toEqual([])
  expect(soaked.faults.length).toBeGreaterThan(3)
  expect(soaked.changes).toBeGreaterThan(50)
}, 1_200_000)
