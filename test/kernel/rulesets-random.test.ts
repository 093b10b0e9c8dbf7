import { expect, test } from 'vitest'
import { rulesetJson } from '../../agent/firewall/nft/ruleset-json.ts'
import { toJson } from '../../collectors/wire/json.ts'
import { scratchNamespace } from '../extensions/scratch-namespace.ts'
import { toolOf } from '../rulesets/corpus.ts'
import { heldRules, nftObjects, nowhere, ourLines } from '../rulesets/held-rules.ts'
import { randomRuleset } from '../rulesets/random-rules.ts'
import { savedLines } from './iptables-compared.ts'
import { randomFrom } from './random.ts'

const rules = 1000
const seeds = [1, 2, 3]

const cases = seeds.flatMap((seed) =>
  (['ipv4', 'ipv6'] as const).flatMap((family) =>
    (['legacy', 'nft'] as const).map((backend) => [seed, family, backend] as const),
  ),
)

const different = (lines: readonly string[], word: RegExp): number =>
  new Set(lines.flatMap((line) => [...line.matchAll(word)].map(([found]) => found))).size

test.each(cases)(
  'seed %d, %s, %s: a thousand rules of several matches each are told as the tools tell them',
  async (seed, family, backend) => {
    const tool = toolOf(family, backend)
    using namespace = scratchNamespace()
    namespace.run([`${tool}-restore`], randomRuleset(randomFrom(seed), family, rules))
    const held = await heldRules(namespace)
    const theirs = savedLines(namespace.run([`${tool}-save`, '-c']))
    expect(ourLines(held)).toEqual(theirs)
    expect(theirs.filter((line) => line.includes(' -m ')).length).toBeGreaterThan(rules / 2)
    expect(different(theirs, /-m \w+/g)).toBeGreaterThan(40)
    expect(different(theirs, /-j \w+/g)).toBeGreaterThan(25)
    if (backend === 'nft')
      expect(JSON.parse(toJson(rulesetJson(held.nft, nowhere)))).toEqual(
        nftObjects(namespace.run(['nft', '-j', '-a', 'list', 'ruleset'])),
      )
  },
)
