import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyOf } from '../../../agent/reachability/packet/copy.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { packetText } from '../../../agent/reachability/packet/text.ts'
import { newTrial, settle } from '../../../agent/reachability/run.ts'
import type { Device } from '../../../agent/reachability/scene/device.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import { KernelReader } from '../../../collectors/kernel.ts'
import { tablesOf } from '../../agent/firewall/nft/nft-listing.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { freshSeed, type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { farMac, openRouter, type Router, routerMacs } from '../netfilter/router.ts'
import { type Counts, difference } from '../netfilter/router-walk.ts'
import { seenAt } from '../seen-at.ts'
import { decidingRules, kernelCounts, walkedCounts } from './counted.ts'
import { randomTables } from './random-iptables.ts'
import { randomPacket } from './random-packet.ts'
import { randomRuleset } from './random-ruleset.ts'
import { respondIn } from './respond.ts'

let lab: Lab
let router: Router
let reader: KernelReader

beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, 'walk')
  // No answer is left out because there were many.
  const limits = ['net.ipv4.icmp_ratemask=0', 'net.ipv6.icmp.ratelimit=0', 'net.ipv4.icmp_msgs_per_sec=10000']
  for (const setting of limits) await router.space.exec(['sysctl', '-qw', setting])
  reader = await KernelReader.open()
})

afterAll(async () => {
  reader[Symbol.dispose]()
  router.close()
  await lab[Symbol.asyncDispose]()
})

/** Loads what nft takes of it, which names the lines of what it refuses. */
const load = async (skeleton: string, rules: readonly string[]): Promise<readonly string[]> => {
  let left = [...rules]
  for (;;) {
    const input = `flush ruleset\n${skeleton}${left.join('\n')}\n`
    const { status, stderr } = await router.space.exec(['nft', '-f', '-'], { input })
    if (status === 0) return left
    const before = `flush ruleset\n${skeleton}`.split('\n').length - 1
    const refused = new Set([...stderr.matchAll(/^\/dev\/stdin:(\d+):/gm)].map(([, line]) => Number(line) - before))
    if (![...refused].some((line) => line > 0)) throw new Error(stderr)
    left = left.filter((_, at) => !refused.has(at + 1))
  }
}

/** The same ones every time, and fresh ones. */
const fresh = freshSeed()
const seeds = [1, 2, 3, 38_530, fresh, fresh + 1, fresh + 2, fresh + 3]
const packetsEach = 24

/** The packet, and the rules that only one of the two has. */
const story = (listed: string, [walked, counted]: readonly [Counts, Counts], wire: number, packet: Packet): string => {
  const keys = [...new Set([...walked.keys(), ...counted.keys()])]
  const different = keys.filter((key) => walked.get(key) !== counted.get(key))
  const text = `${wire}: ${packetText(packet)} ${Buffer.from(packet.bytes).toString('hex')}`
  return [
    text,
    ...different.flatMap((key) => [
      `${key}: walked ${walked.get(key)}, counted ${counted.get(key)}`,
      ruleText(listed, key),
    ]),
  ].join('\n')
}

const ruleText = (listed: string, key: string): string => {
  const [family, table] = key.split(' ')
  const from = listed.slice(listed.indexOf(`table ${family} ${table} {`))
  return from.split('\n').find((line) => line.endsWith(`# ${key.slice(key.indexOf('handle'))}`)) ?? ''
}

let matched = 0

/** Sends packets through the router, and through its snapshot; each must be counted by the same rules in both. */
const expectWalked = async (random: Random): Promise<void> => {
  const { stdout: listed } = await router.space.exec(['nft', '-a', 'list', 'ruleset'])
  await router.space.exec(['conntrack', '-F'])
  const snapshot = await lookAtHost({}, reader)
  const { scene, space } = seenAt(snapshot, router.space)
  const asked: string[] = []
  const decide: Trial['decide'] = ({ key, on }) => {
    asked.push(`${key}: ${on()}`)
    return 0
  }
  const trial = newTrial(scene, { decide, explain: true })
  // Nobody wants to know which rules did not match: these are told by less work, the first time as later.
  const brief = newTrial(sceneOf(structuredClone(snapshot)), { decide })
  let before = kernelCounts(tablesOf(router.space))
  for (let number = 0; number < packetsEach; number++) {
    const wire = random.below(2) as 0 | 1
    const packet = randomPacket(random, wire, number)
    await router.send(wire, packet)
    const after = kernelCounts(tablesOf(router.space))
    const counted = difference(after, before)
    before = after

    const own = copyOf(packet)
    own.link = { source: farMac, destination: routerMacs[wire] }
    const device = space.deviceNamed(wire === 0 ? 'wa' : 'wb')
    if (device === undefined) throw new Error('the snapshot has not the device')
    const seenBriefly = settled(brief, deviceIn(brief.scene, device), copyOf(own))
    const seen = settled(trial, device, own)
    expect(decidingRules(brief, seenBriefly, space.netns)).toEqual(decidingRules(trial, seen, space.netns))
    const walked = walkedCounts(trial, seen, space.netns)
    expect(Object.fromEntries(walked), story(listed, [walked, counted], wire, packet)).toEqual(
      Object.fromEntries(counted),
    )
    for (const count of walked.values()) matched += count
  }
  expect(asked).toEqual([])
}

/** All packets that the router saw of it. */
const settled = (trial: Trial, device: Device, packet: Packet): readonly Packet[] => {
  trial.losses.length = 0
  trial.frames.push({ device, packet })
  const seen: Packet[] = [packet]
  settle(trial, respondIn(trial, seen))
  return seen
}

const deviceIn = (scene: Scene, { space, ifindex }: Device): Device => {
  const device = scene.device(space.netns, ifindex)
  if (device === undefined) throw new Error('the snapshot has not the device')
  return device
}

test.each(seeds)('of nft, seed %i', async (seed) => {
  const random = randomFrom(seed)
  const { skeleton, rules } = randomRuleset(random)
  await load(skeleton, rules)
  await expectWalked(random)
})

test.each(seeds.slice(2, 6))('of iptables-nft, seed %i', async (seed) => {
  const random = randomFrom(~seed)
  await load('', [])
  for (const family of ['ip', 'ip6'] as const) {
    const { status, stderr } = await router.space.exec([`${family}tables-nft-restore`], {
      input: randomTables(random, family),
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  }
  await expectWalked(random)
})

test('many rules matched', () => {
  expect(matched).toBeGreaterThan(400)
})
