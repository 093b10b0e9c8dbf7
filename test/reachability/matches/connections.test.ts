import { afterAll, beforeAll, expect, test } from 'vitest'
import { conntrackConfirm, conntrackIn } from '../../../agent/reachability/netfilter/conntrack/hooks.ts'
import { echoPacket, echoReplyTo, tcpPacket, udpPacket } from '../../../agent/reachability/packet/build.ts'
import { ACK, SYN } from '../../../agent/reachability/packet/fields.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { newTrial } from '../../../agent/reachability/run.ts'
import { print } from '../../kernel/print.ts'
import { freshSeed, type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import {
  contextOf,
  countsAfter,
  countsAt,
  type Judge,
  loadRules,
  lookAt,
  openJudge,
  rulesBefore,
  rulesIn,
  verdicts,
} from './judge.ts'
import { not, someOrFirst } from './random-words.ts'

let lab: Lab
let judge: Judge

beforeAll(async () => {
  lab = await openLab()
  judge = await openJudge(lab, 'connections')
}, 60_000)

afterAll(async () => {
  judge.close()
  await lab[Symbol.asyncDispose]()
})

const seed = freshSeed()

const clients = ['10.9.0.2', '10.9.0.3', '10.9.0.77', '10.9.0.130']
const server = '10.9.0.1'
const ports = [53, 80, 443, 5000]
const sourcePorts = [1024, 2000, 30_000, 40_000, 65_535]
/** At least one. */
const some = (random: Random, options: readonly (() => string)[]): string => someOrFirst(random, options, 3)
const states = ['NEW', 'ESTABLISHED', 'RELATED,ESTABLISHED', 'INVALID', 'UNTRACKED', 'NEW,INVALID', 'SNAT', 'DNAT']

const conntrackRule = (random: Random): string =>
  `-m conntrack ${some(random, [
    () => `${not(random)}--ctstate ${random.of(states)}`,
    () => `${not(random)}--ctproto ${random.of([1, 6, 17])}`,
    () => `${not(random)}--ctorigsrc ${random.of(clients)}/${random.of([24, 25, 32])}`,
    () => `${not(random)}--ctorigdst ${random.of([server, '10.9.0.2'])}`,
    () => `${not(random)}--ctreplsrc ${random.of([server, '10.9.0.2'])}/30`,
    () => `${not(random)}--ctrepldst ${random.of(clients)}`,
    () => `${not(random)}--ctorigsrcport ${random.of(sourcePorts)}:65535`,
    () => `${not(random)}--ctorigdstport ${random.of(ports)}`,
    () => `${not(random)}--ctreplsrcport ${random.of(ports)}:6000`,
    () => `${not(random)}--ctrepldstport ${random.of(sourcePorts)}`,
    () =>
      `${not(random)}--ctstatus ${random.of(['NONE', 'SEEN_REPLY', 'CONFIRMED', 'ASSURED', 'EXPECTED', 'SEEN_REPLY,ASSURED'])}`,
    () => `--ctdir ${random.of(['ORIGINAL', 'REPLY'])}`,
  ])}`

const others: readonly ((random: Random) => string)[] = [
  (random) => `-m state ${not(random)}--state ${random.of(['NEW', 'ESTABLISHED', 'INVALID', 'NEW,RELATED'])}`,
  (random) => `-m connmark ${not(random)}--mark ${random.of(['0', '0x7', '0x0/0xf', '0x5/0x5'])}`,
  (random) => `-m connlabel ${not(random)}--label ${random.of([1, 2])}`,
  (random) => `-m helper ${not(random)}--helper ${random.of(['ftp', 'sip'])}`,
  (random) =>
    `-m cluster --cluster-total-nodes ${random.of([2, 3, 7])} ${not(random)}--cluster-local-nodemask ${random.of([1, 2, 3])} --cluster-hash-seed ${random.below(2 ** 31)}`,
  (random) =>
    `-m connbytes ${not(random)}--connbytes ${random.of(['1', '2', '0:1', '1:3', '3'])} --connbytes-mode packets --connbytes-dir ${random.of(['original', 'reply', 'both'])}`,
  (random) => `-m connlimit --connlimit-${random.of(['above', 'upto'])} 0`,
  (random) => `-p ${random.of(['udp', 'tcp'])} -m connlabel --label 1 --set`,
]

/** The packets of one exchange: some of them twice. */
const exchange = (random: Random): readonly Packet[] => {
  const [source, port, sourcePort] = [random.of(clients), random.of(ports), random.of(sourcePorts)]
  const there = { label: 'there', source, destination: server, sourcePort, destinationPort: port }
  const back = { label: 'back', source: server, destination: source, sourcePort: port, destinationPort: sourcePort }
  const kind = random.of(['tcp', 'udp', 'icmp', 'stray'])
  if (kind === 'udp') return [udpPacket(there), udpPacket(there), udpPacket(back), udpPacket(there)]
  if (kind === 'stray')
    return [{ ...echoReplyTo(echoPacket({ label: 'stray', source: server, destination: source, identifier: 7 })) }]
  if (kind === 'icmp') {
    const ask = () => echoPacket({ label: 'ask', source, destination: server, identifier: sourcePort })
    return [ask(), echoReplyTo(ask()), ask()]
  }
  const syn = tcpPacket({ ...there, flags: SYN, sequence: 100, acknowledgement: 0 })
  const answer = tcpPacket({ ...back, flags: SYN | ACK, sequence: 900, acknowledgement: 101 })
  return [syn, answer, tcpPacket({ ...there, flags: ACK, sequence: 101, acknowledgement: 901 })]
}

test('what rules ask of a connection', async () => {
  const random = randomFrom(seed)
  const { place } = judge
  const lines = [
    ...Array.from({ length: 160 }, () => conntrackRule(random)),
    ...others.flatMap((make) => Array.from({ length: 5 }, () => make(random))),
  ]
  // Nothing of the namespace's own answers is tracked: the test sends all packets of both sides.
  await print(place, 'iptables-legacy', '-t', 'raw', '-A', 'OUTPUT', '-j', 'DROP')
  await print(place, 'sysctl', '-qw', 'net.netfilter.nf_conntrack_acct=1')
  await loadRules(place, 'iptables-legacy', 'mangle', lines)
  const seen = await lookAt(place)
  const rules = rulesIn(seen.space, 'ipv4', 'mangle')
  expect(rules.length).toBe(lines.length + rulesBefore)
  const trial = newTrial(seen.scene)
  const wrong: string[] = []
  let [compared, matched, before] = [0, 0, countsAt(place, 'ipv4', 'mangle')]
  const done = new Set<string>()
  for (let round = 0; round < 60; round++) {
    const packets = exchange(random)
    const key = `${packets[0]?.protocol} ${Buffer.from(packets[0]?.bytes.slice(12, 24) ?? []).toString('hex')}`
    if (done.has(key)) continue
    done.add(key)
    for (const packet of packets) {
      await judge.put({ etherType: packet.etherType, bytes: packet.bytes, source: '02:00:00:00:0c:01', to: 'host' })
      const after = await countsAfter(place, 'ipv4', 'mangle', (before[1] ?? 0) + 1)
      if (after === null) throw new Error('a packet did not come')
      const context = contextOf(seen, packet, trial)
      conntrackIn(context)
      const ours = verdicts(seen, 'ipv4', rules, packet, trial)
      if (packet.bytes[15] !== 1 || packet.bytes[14] !== 0) conntrackConfirm({ ...context, hook: 'input' })
      for (const [at, our] of ours.entries()) {
        if (at < rulesBefore) continue
        const theirs = (after[at] ?? 0) - (before[at] ?? 0)
        compared++
        matched += theirs
        if (our !== (theirs === 1)) {
          const state = `${packet.label} ${packet.protocol} of ${key}, ${packet.direction} ${packet.connectionState}`
          wrong.push(`${lines[at - rulesBefore]}: ${JSON.stringify(our)}, kernel ${theirs}: ${state}`)
        }
      }
      before = after
    }
  }
  expect(wrong.slice(0, 12), `seed ${seed}`).toEqual([])
  expect(compared).toBeGreaterThan(10_000)
  expect(matched).toBeGreaterThan(1_000)
}, 60_000)
