import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { bytesOfAddress } from '../../../agent/reachability/packet/address-bytes.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import { print } from '../../kernel/print.ts'
import { freshSeed, type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import {
  countsAfter,
  countsAt,
  type Judge,
  loadRules,
  lookAt,
  openJudge,
  packetFrom,
  rulesBefore,
  rulesIn,
  verdicts,
} from './judge.ts'
import { randomIpv4, randomIpv6 } from './random-frames.ts'
import { randomRules } from './random-rules.ts'
import { randomSetRules, randomSets } from './random-sets.ts'

let lab: Lab
let judge: Judge

beforeAll(async () => {
  lab = await openLab()
  judge = await openJudge(lab, 'matches')
}, 60_000)

afterAll(async () => {
  judge.close()
  await lab[Symbol.asyncDispose]()
})

/** Sets cannot go while a rule asks them. */
afterEach(async () => {
  for (const tool of ['iptables-legacy', 'ip6tables-legacy']) await print(judge.place, tool, '-t', 'raw', '-F')
  await print(judge.place, 'ipset', 'flush')
  await print(judge.place, 'ipset', 'destroy')
})

const seed = freshSeed()

/** Puts random frames in, and compares the counters of each rule with what we say. */
const compare = async (family: 'ipv4' | 'ipv6', random: Random, lines: readonly string[], frames: number) => {
  const randomFrame = family === 'ipv4' ? randomIpv4 : randomIpv6
  await loadRules(judge.place, family === 'ipv4' ? 'iptables-legacy' : 'ip6tables-legacy', 'raw', lines)
  const seen = await lookAt(judge.place)
  const rules = rulesIn(seen.space, family, 'raw')
  expect(rules.length).toBe(lines.length + rulesBefore)
  const trial = newTrial(seen.scene)
  let before = countsAt(judge.place, family, 'raw')
  const wrong: string[] = []
  const counts = { compared: 0, matched: 0, dropped: 0, lost: 0, unknown: 0 }
  for (let sent = 0; sent < frames; sent++) {
    const frame = randomFrame(random, bytesOfAddress)
    await judge.put(frame)
    const after = await countsAfter(judge.place, family, 'raw', (before[1] ?? 0) + 1)
    if (after === null) {
      counts.lost++
      continue
    }
    const ours = verdicts(seen, family, rules, packetFrom(frame), trial)
    if (ours.includes('hotdrop')) counts.dropped++
    for (const [at, our] of ours.entries()) {
      if (typeof our === 'object') counts.unknown++
      // A rule that inverts what made it drop the packet counts it first.
      if (at < rulesBefore || typeof our === 'object' || our === 'hotdrop') continue
      const theirs = (after[at] ?? 0) - (before[at] ?? 0)
      counts.compared++
      counts.matched += theirs
      if ((our === true ? 1 : 0) !== theirs)
        wrong.push(
          `${lines[at - rulesBefore]}: ${our}, kernel ${theirs}: ${frame.to} from ${frame.source} ${Buffer.from(frame.bytes).toString('hex')}`,
        )
    }
    before = after
  }
  return { wrong, ...counts }
}

test.each(['ipv4', 'ipv6'] as const)(
  '%s: every rule counts exactly the packets that it is said to match',
  async (family) => {
    const random = randomFrom(seed)
    const frames = 250
    const found = await compare(family, random, randomRules(random, family, 6), frames)
    expect(found.wrong.slice(0, 12), `seed ${seed}`).toEqual([])
    expect(found.unknown).toBe(0)
    expect(found.compared).toBeGreaterThan(20_000)
    expect(found.matched).toBeGreaterThan(4_000)
    expect(found.lost).toBeLessThan(frames / 8)
    expect(found.dropped).toBeGreaterThan(0)
  },
  60_000,
)

test.each(['ipv4', 'ipv6'] as const)(
  '%s: a rule that asks an ipset counts exactly the packets that are in it',
  async (family) => {
    const random = randomFrom(seed + 1)
    const sets = randomSets(random, family, 6)
    const input = sets.flatMap(({ lines }) => lines).join('\n')
    const { status, stderr } = await judge.place.exec(['ipset', '-exist', 'restore'], { input: `${input}\n` })
    if (status !== 0) throw new Error(stderr)
    const found = await compare(family, random, randomSetRules(random, sets, 250), 200)
    expect(found.wrong.slice(0, 12), `seed ${seed}`).toEqual([])
    expect(found.unknown).toBe(0)
    expect(found.compared).toBeGreaterThan(20_000)
    expect(found.matched).toBeGreaterThan(2_000)
  },
  60_000,
)
