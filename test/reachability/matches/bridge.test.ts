import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Matched } from '../../../agent/reachability/netfilter/context.ts'
import { compileMatch } from '../../../agent/reachability/netfilter/xtables/matches/index.ts'
import { bytesOfAddress, macBytes } from '../../../agent/reachability/packet/address-bytes.ts'
import { ETH_P_ARP, type Packet } from '../../../agent/reachability/packet/packet.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import type { BridgeRule, BridgeTable } from '../../../collectors/netfilter/xtables/record.ts'
import { nftTablesAt } from '../../kernel/iptables-compared.ts'
import { print } from '../../kernel/print.ts'
import { freshSeed, type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import type { Seen } from '../seen-at.ts'
import { contextOf, type Judge, lookAt, openJudge, packetFrom } from './judge.ts'
import {
  ipv4Destinations,
  ipv4Sources,
  ipv6Destinations,
  ipv6Sources,
  ports,
  type RandomFrame,
  randomIpv4,
  randomIpv6,
  sourceMacs,
} from './random-frames.ts'
import { not, someOrFirst } from './random-words.ts'

let lab: Lab
let judge: Judge

beforeAll(async () => {
  lab = await openLab()
  judge = await openJudge(lab, 'bridge')
  await print(judge.place, 'ip', 'link', 'add', 'br0', 'type', 'bridge')
  await print(judge.place, 'ip', 'link', 'set', 'in0', 'master', 'br0')
  await print(judge.place, 'ip', 'link', 'set', 'br0', 'up', 'addrgenmode', 'none')
}, 60_000)

afterAll(async () => {
  judge.close()
  await lab[Symbol.asyncDispose]()
})

const seed = freshSeed()

/** At least one. */
const some = (random: Random, options: readonly (() => string)[]): string => someOrFirst(random, options, 3)
const portRange = (random: Random): string => {
  const [one, other] = [random.of(ports), random.of(ports)]
  return `${Math.min(one, other)}:${Math.max(one, other)}`
}
const ipv4Network = (random: Random): string =>
  `${random.of([...ipv4Sources, ...ipv4Destinations])}/${random.of(['255.255.255.255', '255.255.0.0', '255.0.0.255'])}`
const ipv6Network = (random: Random): string =>
  `${random.of([...ipv6Sources, ...ipv6Destinations])}/${random.of(['ffff::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'])}`
const mac = (random: Random): string => random.of([...sourceMacs, '02:00:00:00:0a:01'])

const makers: readonly ((random: Random) => string)[] = [
  (random) => {
    const ip = some(random, [
      () => `--ip-src ${not(random)}${ipv4Network(random)}`,
      () => `--ip-dst ${not(random)}${ipv4Network(random)}`,
      () => `--ip-tos ${not(random)}${random.of(['0x00', '0x10', '0xB8'])}`,
    ])
    const inside = random.of([
      '',
      `--ip-proto ${not(random)}${random.of([1, 6, 17])}`,
      `--ip-proto ${random.of([6, 17, 33])} --ip-sport ${not(random)}${portRange(random)}`,
      `--ip-proto ${random.of([6, 132, 17])} --ip-dport ${not(random)}${portRange(random)}`,
      `--ip-proto 1 --ip-icmp-type ${not(random)}${random.of(['3', '8/0', '0:8/0:3'])}`,
    ])
    return `-p IPv4 ${ip} ${inside}`
  },
  (random) => {
    const ip = some(random, [
      () => `--ip6-src ${not(random)}${ipv6Network(random)}`,
      () => `--ip6-dst ${not(random)}${ipv6Network(random)}`,
      () => `--ip6-tclass ${not(random)}${random.of(['0x00', '0x10', '0xB8'])}`,
    ])
    const inside = random.of([
      '',
      `--ip6-proto ${not(random)}${random.of([6, 17, 58, 44])}`,
      `--ip6-proto ${random.of([6, 17])} --ip6-sport ${not(random)}${portRange(random)}`,
      `--ip6-proto 58 --ip6-icmp-type ${not(random)}${random.of(['128', '1:3/0:2'])}`,
    ])
    return `-p IPv6 ${ip} ${inside}`
  },
  (random) =>
    `-p ARP ${some(random, [
      () => `--arp-op ${not(random)}${random.of(['Request', 'Reply', '8'])}`,
      () => `--arp-htype ${not(random)}${random.of([1, 6])}`,
      () => `--arp-ptype ${not(random)}${random.of(['0x800', '0x806'])}`,
      () => `--arp-ip-src ${not(random)}${ipv4Network(random)}`,
      () => `--arp-ip-dst ${not(random)}${ipv4Network(random)}`,
      () => `--arp-mac-src ${not(random)}${mac(random)}`,
      () => `--arp-mac-dst ${not(random)}${mac(random)}/ff:ff:00:00:00:00`,
      () => `${not(random)}--arp-gratuitous`,
    ])}`,
  (random) => `--mark ${not(random)}${random.of(['0x0', '0x1', '0x0/0xff', '/0xff'])}`,
  (random) => `--pkttype-type ${not(random)}${random.of(['host', 'broadcast', 'multicast', 'otherhost'])}`,
  (random) =>
    `-p 802_1Q ${some(random, [
      () => `--vlan-id ${not(random)}${random.of([5, 6])}`,
      () => `--vlan-encap ${not(random)}${random.of(['0800', '86DD'])}`,
    ])}`,
]

/** Of Ethernet: ebtables-nft asks for it besides where a rule names a hardware address. */
const arpFrame = (random: Random): RandomFrame => {
  const source = random.of(sourceMacs)
  const address = random.of(ipv4Sources)
  const bytes = Uint8Array.from([
    0,
    1,
    8,
    0,
    6,
    4,
    0,
    random.of([1, 2, 8]),
    ...macBytes(random.of([source, ...sourceMacs])),
    ...bytesOfAddress(address),
    ...macBytes('02:00:00:00:0a:01'),
    ...bytesOfAddress(random.of([address, ...ipv4Destinations])),
  ])
  const cut = random.below(6) === 0 ? bytes.slice(0, 8 + random.below(20)) : bytes
  return { etherType: ETH_P_ARP, bytes: cut, source, to: random.of(['host', 'broadcast']) }
}

const isOfProtocol = ({ entry: { protocol, invert } }: BridgeRule, { etherType, vlan }: Packet): boolean =>
  protocol === null || (protocol === (vlan === null ? etherType : 0x8100)) !== invert.protocol

const says = (seen: Seen, rule: BridgeRule, packet: Packet): Matched => {
  if (!isOfProtocol(rule, packet)) return false
  const context = { ...contextOf(seen, packet, newTrial(seen.scene)), family: 'bridge' as const }
  for (const step of rule.steps) {
    const matched = step.kind === 'match' ? compileMatch(step.match)(context) : true
    if (matched !== true) return matched
  }
  return true
}

/** As ebtables-nft has them; the legacy tool is gone from newer systems. */
const rulesNow = (): readonly BridgeRule[] => {
  const found = nftTablesAt(judge.place.path).find((one): one is BridgeTable => one.family === 'bridge')
  return found?.chains.find(({ name }) => name === 'PREROUTING')?.rules ?? []
}

const counts = (): readonly number[] => rulesNow().map(({ packets }) => Number(packets))

test('matches of ebtables count exactly the frames that they are said to match', async () => {
  const random = randomFrom(seed)
  const lines = Array.from({ length: 25 }, () => makers.map((make) => make(random))).flat()
  for (const line of ['-i in0', ...lines]) {
    const words = `ebtables-nft -t nat -A PREROUTING ${line.trim()}`.split(/ +/)
    await print(judge.place, ...(words as [string, ...string[]]))
  }
  const seen = await lookAt(judge.place)
  const rules = rulesNow()
  expect(rules.length).toBe(lines.length + 1)
  const wrong: string[] = []
  let [compared, matched, before] = [0, 0, counts()]
  for (let sent = 0; sent < 150; sent++) {
    const frame = random.of([
      () => randomIpv4(random, bytesOfAddress),
      () => randomIpv6(random, bytesOfAddress),
      () => arpFrame(random),
    ])()
    const tag = random.below(4) === 0 ? random.of([5, 6, 7]) : null
    const tagged = Uint8Array.from([0, tag ?? 0, frame.etherType >>> 8, frame.etherType & 0xff, ...frame.bytes])
    await judge.put(tag === null ? frame : { ...frame, etherType: 0x8100, bytes: tagged })
    let after = counts()
    for (let tries = 0; tries < 20 && after[0] === before[0]; tries++) {
      await setTimeout(tries)
      after = counts()
    }
    const packet = packetFrom(frame)
    if (tag !== null) packet.vlan = { protocol: 0x8100, id: tag }
    for (const [at, rule] of rules.entries()) {
      if (at === 0) continue
      const ours = says(seen, rule, packet)
      const theirs = (after[at] ?? 0) - (before[at] ?? 0)
      compared++
      matched += theirs
      if (ours !== (theirs === 1))
        wrong.push(
          `${lines[at - 1]}: ${JSON.stringify(ours)}, kernel ${theirs}: ${frame.to} from ${frame.source} tag ${tag} ${frame.etherType.toString(16)} ${Buffer.from(frame.bytes).toString('hex')}`,
        )
    }
    before = after
  }
  expect(wrong.slice(0, 12), `seed ${seed}`).toEqual([])
  expect(compared).toBeGreaterThan(10_000)
  expect(matched).toBeGreaterThan(1_000)
}, 60_000)
