import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { echoPacket, tcpPacket, udpPacket } from '../../../agent/reachability/packet/build.ts'
import { copyOf } from '../../../agent/reachability/packet/copy.ts'
import { ACK, FIN, RST, SYN } from '../../../agent/reachability/packet/fields.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { packetText } from '../../../agent/reachability/packet/text.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import { readLegacyAt } from '../../kernel/iptables-compared.ts'
import { print } from '../../kernel/print.ts'
import { type Random, randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { rulesetOf } from './random-tables.ts'
import { openRouter, type Router } from './router.ts'
import { type Counts, difference, routerWith, visited, walkRouter } from './router-walk.ts'

type Family = 'ipv4' | 'ipv6'

let lab: Lab
let router: Router

beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, 'tables')
  // Until then it tells its groups (mldv2_unsolicited_report_interval), which meets rules, too.
  await setTimeout(2000)
  // What is for the router itself gets no answer, which would meet rules, too.
  await print(router.space, 'sysctl', '-qw', 'net.ipv4.icmp_echo_ignore_all=1', 'net.ipv6.icmp.echo_ignore_all=1')
}, 30_000)

afterAll(async () => {
  router?.close()
  await lab?.[Symbol.asyncDispose]()
})

/** Chains that do nothing are not walked. */
const kernelCounts = (family: Family): Counts => {
  const counts = new Map<string, number>()
  for (const table of tablesOf(family))
    for (const chain of table.chains) {
      if (chain.base !== null && (chain.rules.length > 0 || chain.base.policy !== 'accept'))
        counts.set(`${table.name} ${chain.name} 0`, Number(chain.base.packets))
      for (const [at, { packets }] of chain.rules.entries())
        counts.set(`${table.name} ${chain.name} ${at + 1}`, Number(packets))
    }
  return counts
}

const tablesOf = (family: Family): readonly AnyXtTable[] =>
  readLegacyAt(router.space.path).tables.filter((table) => table.family === family)

const packetOf = (random: Random, wire: 0 | 1, isIpv6: boolean): Packet => {
  const side = (n: number, host: number): string => (isIpv6 ? `fd00:${n}::${host}` : `10.${n}.0.${host}`)
  const isLocal = random.below(4) === 0
  const ends = {
    label: 'shot',
    source: side(wire + 1, random.of([2, 3])),
    destination: isLocal ? side(1 + random.below(2), 1) : side(2 - wire, random.of([2, 3])),
    ttl: random.of([64, 64, 20]),
    tos: random.of([0, 0, 0x10, 0x08, 0xb8, 0x02]),
  }
  const ports = { sourcePort: random.of([1000, 33_000]), destinationPort: random.of([53, 5000, 40_000]) }
  const kind = random.of(['udp', 'tcp', 'tcp', 'echo'])
  if (kind === 'echo') return echoPacket({ ...ends, identifier: 1, payload: random.below(9) })
  // Nobody answers a reset, nor an echo; a closed port would.
  if (isLocal) return tcpPacket({ ...ends, ...ports, flags: RST, withOptions: false })
  if (kind === 'udp') return udpPacket({ ...ends, ...ports, payload: random.below(9) })
  const flags = random.of([SYN, SYN | 0xc0, SYN | ACK, ACK, FIN | ACK, RST])
  const withOptions = random.below(4) > 0
  return tcpPacket({ ...ends, ...ports, flags, withOptions, maximumSegment: random.of([1460, 1200, 536]) })
}

const seeds = [1, 2, 3, 4, 10, 13, 14].flatMap((seed) => [
  { seed, family: 'ipv4' as const },
  { seed: 100 + seed, family: 'ipv6' as const },
])

test.each(seeds)('packets of $family meet the rules that the walk says, seed $seed', async ({ seed, family }) => {
  const random = randomFrom(seed)
  const isIpv6 = family === 'ipv6'
  const restore = isIpv6 ? 'ip6tables-legacy-restore' : 'iptables-legacy-restore'
  const { status, stderr } = await router.space.exec([restore], { input: rulesetOf(random, isIpv6) })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const space = routerWith({ xtables: tablesOf(family) })
  let before = kernelCounts(family)
  for (let i = 0; i < 25; i++) {
    const wire = random.of([0, 1] as const)
    const packet = packetOf(random, wire, isIpv6)
    const shot = packetText(packet)
    const out = await router.send(wire, copyOf(packet))
    const after = kernelCounts(family)
    const comesOut = walkRouter(space, packet, wire)
    expect({ shot, met: difference(after, before) }).toEqual({ shot, met: visited(packet) })
    const bytes = out.map((seen) => Buffer.from(seen.packet.bytes).toString('hex'))
    expect({ shot, bytes }).toEqual({ shot, bytes: comesOut ? [Buffer.from(packet.bytes).toString('hex')] : [] })
    before = after
  }
})
