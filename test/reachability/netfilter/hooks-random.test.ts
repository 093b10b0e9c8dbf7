import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { udpPacket } from '../../../agent/reachability/packet/build.ts'
import { copyOf } from '../../../agent/reachability/packet/copy.ts'
import type { Packet } from '../../../agent/reachability/packet/packet.ts'
import { packetText } from '../../../agent/reachability/packet/text.ts'
import type { NftTable } from '../../../collectors/netfilter/nftables/record.ts'
import type { AnyXtTable } from '../../../collectors/netfilter/xtables/record.ts'
import { readLegacyAt, readNftAt } from '../../kernel/iptables-compared.ts'
import { print } from '../../kernel/print.ts'
import { randomFrom } from '../../kernel/random.ts'
import { type Lab, openLab } from '../../lab/lab.ts'
import { hooksOf, legacyOf } from './random-hooks.ts'
import { openRouter, type Router } from './router.ts'
import { type Counts, difference, routerWith, visited, walkRouter } from './router-walk.ts'

let lab: Lab
let router: Router

beforeAll(async () => {
  lab = await openLab()
  router = await openRouter(lab, 'hooks')
  // Until then it tells its groups (mldv2_unsolicited_report_interval), which meets rules, too.
  await setTimeout(2000)
}, 30_000)

afterAll(async () => {
  router?.close()
  await lab?.[Symbol.asyncDispose]()
})

interface Rules {
  readonly nftables: readonly NftTable[]
  readonly xtables: readonly AnyXtTable[]
}

const read = (): Rules => ({
  nftables: readNftAt(router.space.path).tables,
  xtables: readLegacyAt(router.space.path).tables,
})

/** Of rules: only nf_tables' own counters are there, and policies of it count nothing. */
const countsOf = ({ nftables, xtables }: Rules): Counts => {
  const counts = new Map<string, number>()
  for (const { name, chains } of xtables)
    for (const chain of chains)
      for (const [at, { packets }] of chain.rules.entries())
        counts.set(`${name} ${chain.name} ${at + 1}`, Number(packets))
  for (const { name, chains } of nftables)
    for (const chain of chains)
      for (const [at, { expressions }] of chain.rules.entries())
        for (const expression of expressions)
          if (expression.kind === 'counter' && 'packets' in expression)
            counts.set(`${name} ${chain.name} ${at + 1}`, Number(expression.packets))
  return counts
}

const rulesVisited = (packet: Packet): Counts => new Map([...visited(packet)].filter(([key]) => !key.endsWith(' 0')))

const input = (text: string): { readonly input: string } => ({ input: text })

test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
  'all that is registered at a hook comes in the order of the kernel, seed %i',
  async (seed) => {
    const random = randomFrom(seed)
    await print(router.space, 'nft', 'flush', 'ruleset')
    const legacy = await router.space.exec(['iptables-legacy-restore'], input(legacyOf(random)))
    const native = await router.space.exec(['nft', '-f', '-'], input(hooksOf(random)))
    expect(legacy.stderr + native.stderr).toBe('')
    let before = read()
    const space = routerWith(before)
    for (let i = 0; i < 25; i++) {
      const wire = random.of([0, 1] as const)
      const [n, isIpv6] = [2 - wire, random.below(3) === 0]
      const packet = udpPacket({
        label: 'shot',
        source: isIpv6 ? `fd00:${wire + 1}::2` : `10.${wire + 1}.0.2`,
        destination: isIpv6 ? `fd00:${n}::2` : `10.${n}.0.2`,
        sourcePort: 1000,
        destinationPort: 1000 + i,
      })
      const shot = packetText(packet)
      const out = await router.send(wire, copyOf(packet))
      const after = read()
      const comesOut = walkRouter(space, packet, wire)
      const met = difference(countsOf(after), countsOf(before))
      expect({ shot, met }).toEqual({ shot, met: rulesVisited(packet) })
      expect({ shot, out: out.length }).toEqual({ shot, out: comesOut ? 1 : 0 })
      before = after
    }
  },
)
