import { afterAll, beforeAll, expect, test } from 'vitest'
import { tcpPacket } from '../../../agent/reachability/packet/build.ts'
import { copyOf } from '../../../agent/reachability/packet/copy.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { packetText } from '../../../agent/reachability/packet/text.ts'
import { newTrial, settle } from '../../../agent/reachability/run.ts'
import type { Trial } from '../../../agent/reachability/trial.ts'
import { KernelReader } from '../../../collectors/kernel.ts'
import { load } from '../../agent/firewall/nft/nft-listing.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { everyOutcome } from '../every-outcome.ts'
import { farMac, openRouter, type Router, routerMacs } from '../netfilter/router.ts'
import { seenAt } from '../seen-at.ts'

let lab: Lab
let router: Router
let reader: KernelReader

beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, 'map')
  reader = await KernelReader.open()
})

afterAll(async () => {
  reader[Symbol.dispose]()
  router.close()
  await lab[Symbol.asyncDispose]()
})

const ipv4 = { source: '10.1.0.10', destination: '10.2.0.10' }
const ipv6 = { source: 'fd00:1::10', destination: 'fd00:2::10' }
const syn = (ends: typeof ipv4): Packet =>
  tcpPacket({ ...ends, label: 'SYN', sourcePort: 40000, destinationPort: 80, flags: 2 })

/** The snapshot with these rules. */
const sceneWith = async (table: string) => {
  await load(router.space, table)
  await router.space.exec(['conntrack', '-F'])
  const { scene, space } = seenAt(await lookAtHost({}, reader), router.space)
  const device = space.deviceNamed('wa')
  if (device === undefined) throw new Error('the snapshot has not the device')
  return { scene, device }
}

/** What becomes of a packet that came in by the first wire. */
const walk = ({ device }: Awaited<ReturnType<typeof sceneWith>>, packet: Packet, trial: Trial): Packet => {
  const own = copyOf(packet)
  own.link = { source: farMac, destination: routerMacs[0] }
  trial.frames.push({ device, packet: own })
  settle(trial)
  return own
}

/** The same where nothing is to be asked. */
const walkSurely = (seen: Awaited<ReturnType<typeof sceneWith>>, packet: Packet): Packet => {
  const decide: Trial['decide'] = ({ on }) => {
    throw new Error(`nothing is unknown here, but ${on()}`)
  }
  return walk(seen, packet, newTrial(seen.scene, { decide }))
}

const hexOf = ({ bytes }: Packet): string => Buffer.from(bytes).toString('hex')

/** One statement of a hook; what it does to the bytes is compared. */
const hooks = {
  dst: 'type nat hook prerouting priority -100',
  src: 'type nat hook postrouting priority 100',
  forward: 'type filter hook forward priority 0',
  filter: 'type filter hook prerouting priority -350',
} as const

const statements: readonly (readonly [hook: keyof typeof hooks, statement: string, ends: typeof ipv4])[] = [
  ['dst', 'dnat to 10.2.0.77', ipv4],
  ['dst', 'tcp dport 80 dnat to 10.2.0.77:8080', ipv4],
  ['dst', 'tcp dport 80 dnat to 10.2.0.77:8080-8090', ipv4],
  ['dst', 'dnat to tcp dport map { 80 : 10.2.0.80, 443 : 10.2.0.81 }', ipv4],
  ['dst', 'dnat ip to ip daddr . tcp dport map { 10.2.0.10 . 80 : 10.2.0.82 . 8082 }', ipv4],
  ['dst', 'dnat ip prefix to ip daddr map { 10.2.0.0/24 : 10.2.7.0/24 }', ipv4],
  [
    'dst',
    'dnat to jhash ip saddr . tcp sport mod 3 seed 0x17 map { 0 : 10.2.0.50, 1 : 10.2.0.51, 2 : 10.2.0.52 }',
    ipv4,
  ],
  ['dst', 'tcp dport 80 dnat to [fd00:2::77]:8080', ipv6],
  ['dst', 'dnat to fd00:2::78', ipv6],
  // Another family's packets are left alone.
  ['dst', 'dnat ip6 to fd00:2::77', ipv4],
  ['src', 'snat to 10.2.0.99', ipv4],
  ['src', 'tcp sport 40000 snat to 10.2.0.99:5000', ipv4],
  ['src', 'snat to 10.2.0.90-10.2.0.99', ipv4],
  ['src', 'snat to 10.2.0.90-10.2.0.99 persistent', ipv4],
  ['src', 'masquerade', ipv4],
  ['src', 'meta l4proto tcp masquerade to :7000', ipv4],
  ['src', 'oifname "wb" masquerade', ipv6],
  ['src', 'snat to fd00:2::99', ipv6],
  ['filter', 'ip dscp set ef', ipv4],
  ['filter', 'ip ecn set ce', ipv4],
  ['filter', 'ip ttl set 17', ipv4],
  ['filter', 'ip saddr set 10.1.0.99', ipv4],
  ['filter', 'ip daddr set 10.2.0.98', ipv4],
  ['filter', 'ip id set 7', ipv4],
  ['filter', 'tcp dport set 8080', ipv4],
  ['filter', 'tcp flags set syn | ack', ipv4],
  ['filter', 'tcp window set 17', ipv4],
  ['filter', '@th,8,8 set 0x11', ipv4],
  ['filter', 'ip6 daddr set fd00:2::98', ipv6],
  ['filter', 'ip6 dscp set cs6', ipv6],
  ['filter', 'ip6 hoplimit set 9', ipv6],
  ['filter', 'ip6 flowlabel set 5', ipv6],
  ['filter', 'tcp option maxseg size set 1000', ipv4],
  ['filter', 'tcp option maxseg size set 9000', ipv4],
  ['forward', 'tcp option maxseg size set rt mtu', ipv6],
  ['forward', 'tcp flags syn tcp option maxseg size set rt mtu', ipv4],
  ['filter', 'reset tcp option timestamp', ipv4],
  ['filter', 'reset tcp option window', ipv6],
]

test.each(statements)('%s: %s', async (hook, statement, ends) => {
  const family = statement.startsWith('dnat ip6') ? 'inet' : ends === ipv6 ? 'ip6' : 'ip'
  const scene = await sceneWith(`table ${family} t {\n chain c {\n  ${hooks[hook]};\n  ${statement}\n }\n}\n`)
  const packet = syn(ends)
  const [out, ...more] = await router.send(0, packet)
  expect(more).toEqual([])
  if (out === undefined) throw new Error('nothing came out')
  const walked = walkSurely(scene, packet)
  expect(hexOf(walked), packetText(walked)).toBe(hexOf(out.packet))
})

/** What may become of a packet. */
const explored = async (table: string): Promise<readonly string[]> => {
  const seen = await sceneWith(table)
  const walked = everyOutcome(seen.scene, (trial) => walk(seen, syn(ipv4), trial))
  return [...new Set(walked.map((packet) => `${packetText(packet)} mark ${packet.mark}`))].sort()
}

const filter = (rule: string): string => `table ip t {\n chain c {\n  ${hooks.filter};\n  ${rule}\n }\n}\n`
const out = (destination: string): string => `tcp 10.1.0.10:40000 > ${destination}:80 SYN mark 0`

test('of a random number every outcome is one of the answers', async () => {
  const dnat = 'dnat to numgen random mod 3 map { 0 : 10.2.0.50, 1 : 10.2.0.51, 2 : 10.2.0.51 }'
  expect(await explored(`table ip t {\n chain c {\n  ${hooks.dst};\n  ${dnat}\n }\n}\n`)).toEqual([
    out('10.2.0.50'),
    out('10.2.0.51'),
  ])
})

test('what is the same for all of its values is not asked', async () => {
  for (const rule of [
    'numgen random mod 10 != 0-9 drop',
    'numgen inc mod 10 offset 5 < 5 drop',
    'symhash mod 2 { 0, 1 } accept',
  ]) {
    const scene = await sceneWith(filter(rule))
    expect(() => walkSurely(scene, syn(ipv4)), rule).not.toThrow()
  }
})

test.each([
  ['limit rate 3/minute drop'],
  ['limit rate over 3/minute drop'],
  ['quota 1000 bytes drop'],
  ['numgen random mod 100 < 50 drop'],
  ['symhash mod 4 0 drop'],
  ['meta random < 100 drop'],
  ['meta hour "12:00"-"13:00" drop'],
  ['meta cpu 0 drop'],
  ['ct count 5 drop'],
])('%s is asked', async (rule) => {
  const scene = await sceneWith(`table ip t {\n chain c {\n  type filter hook forward priority 0;\n  ${rule}\n }\n}\n`)
  const asked: string[] = []
  const [first, second] = [0, 1].map((answer) => {
    const trial = newTrial(scene.scene, {
      decide: ({ on }) => {
        asked.push(on())
        return answer
      },
    })
    walk(scene, syn(ipv4), trial)
    return trial.losses.some(({ rule: blamed }) => blamed?.kind === 'nft')
  })
  expect(new Set(asked).size).toBe(1)
  expect(first).not.toBe(second)
})

test.each([
  // A set that packets fill: the first of a sender cannot be above its own limit.
  ['set s { type ipv4_addr; flags dynamic; }', 'add @s { ip saddr limit rate over 10/second } drop'],
  ['set s { type ipv4_addr; flags dynamic; }', 'add @s { ip saddr ct count over 10 } drop'],
  ['', 'quota over 0 bytes accept'],
])('%s %s is not asked', async (set, rule) => {
  const scene = await sceneWith(
    `table ip t {\n ${set}\n chain c {\n  type filter hook forward priority 0;\n  ${rule}\n }\n}\n`,
  )
  const [seen] = await router.send(0, syn(ipv4))
  const walked = walkSurely(scene, syn(ipv4))
  expect(seen && hexOf(seen.packet)).toBe(hexOf(walked))
})
