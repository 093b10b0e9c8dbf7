import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAsListed, load } from '../agent/firewall/nft/nft-listing.ts'
import { fieldsOf, randomRule, randomSet } from '../agent/firewall/nft/random-ruleset.ts'
import { type Lab, openLab, type Space } from '../lab/lab.ts'
import { randomFrom } from './random.ts'

let lab: Lab
let space: Space

beforeAll(async () => {
  lab = await openLab()
  const { containers } = await lab.manyNamespaces(1, 'random')
  const [first] = containers
  if (first === undefined) throw new Error('the lab made no namespace')
  space = first
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** Adds what nft takes of it: it names the lines of what it refuses. Returns how many it took. */
const addAll = async (lines: readonly string[]): Promise<number> => {
  let left = [...lines]
  for (let attempt = 0; attempt < 40 && left.length > 0; attempt++) {
    const { status, stderr } = await space.exec(['nft', '-f', '-'], { input: `${left.join('\n')}\n` })
    if (status === 0) return left.length
    const refused = new Set([...stderr.matchAll(/^\/dev\/stdin:(\d+):/gm)].map(([, line]) => Number(line)))
    if (refused.size === 0) throw new Error(`nft ended with ${status}: ${stderr}`)
    left = left.filter((_, at) => !refused.has(at + 1))
  }
  return 0
}

test.each([1, 2, 3, 4, 5, 6])('rules and sets that seed %i makes', async (seed) => {
  const random = randomFrom(seed)
  const families = Object.keys(fieldsOf)
  await load(space, families.map((family) => `table ${family} t {\n chain other {\n }\n chain c {\n }\n}\n`).join(''))
  const rules = Array.from({ length: 400 }, () => {
    const family = random.of(families)
    return `add rule ${family} t c ${randomRule(random, family)}`
  })
  const sets = Array.from({ length: 60 }, (_, at) => {
    const [kind = '', name = '', ...rest] = randomSet(random, `s${at}`).split(' ')
    return `add ${kind} inet t ${name} ${rest.join(' ')}`
  })
  expect(await addAll(rules)).toBeGreaterThan(150)
  expect(await addAll(sets)).toBeGreaterThan(20)
  expect(await expectAsListed(space)).toBeGreaterThan(200)
})
