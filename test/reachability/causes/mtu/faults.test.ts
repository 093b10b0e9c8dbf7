import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AnsweredCause } from '../../../../agent/reachability/answer.ts'
import type { Explanation } from '../../../../agent/reachability/causes/cause.ts'
import { uplinkMtuSmaller } from '../../../../agent/reachability/causes/mtu/uplink-mtu-smaller.ts'
import { probe } from '../../../../agent/reachability/exchange/probe.ts'
import { blackHolesOf } from '../../../../agent/reachability/exchange/size.ts'
import { deviceKey } from '../../../../agent/reachability/link/text.ts'
import { partiesOf } from '../../../../agent/reachability/parties.ts'
import { newTrial } from '../../../../agent/reachability/run.ts'
import { sceneOf } from '../../../../agent/reachability/scene/scene-of.ts'
import { sizeWarnings } from '../../../../agent/reachability/size-warnings.ts'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { execute } from '../../../lab/execute.ts'
import { pathOf } from '../../../lab/space.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { Plan } from '../../../oracle/plan.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { type Changes, plan } from '../../exchange/hosts.ts'
import { runRemedy } from '../wide-lab.ts'

interface SizeCase {
  /** Null: everything passes. */
  readonly cause: string | null
  readonly about?: string
  readonly changes: Changes
  readonly from: string
  readonly destination: string
  readonly blames?: readonly [space: string, device: string]
}

/** `a` to an address of `b` behind `lan`, over a link of 1300 bytes between two of 1500. */
const narrowMiddle: Changes = {
  host: { setup: ['link set up0 mtu 1300', 'route add 10.7.0.0/24 via 192.168.77.50'] },
  lan: {
    early: ['net/ipv4/ip_forward=1'],
    links: ['link add f0 type veth peer name eth9 netns <b>'],
    setup: ['link set eth0 mtu 1300', 'link set f0 up', 'addr add 10.7.0.1/24 dev f0'],
  },
  b: { setup: ['link set eth9 up', 'addr add 10.7.0.2/24 dev eth9'] },
}

const cases: readonly SizeCase[] = [
  { cause: null, about: 'nothing is narrow', changes: {}, from: 'a', destination: '192.168.77.50' },
  { cause: null, about: 'the sender is told', changes: narrowMiddle, from: 'a', destination: '10.7.0.2' },
  {
    cause: 'mtu-blackhole',
    changes: {
      ...narrowMiddle,
      host: {
        ...narrowMiddle.host,
        tables: [
          { tool: 'iptables-legacy', table: 'filter', chains: ['OUTPUT ACCEPT'], rules: ['-A OUTPUT -p icmp -j DROP'] },
        ],
      },
    },
    from: 'a',
    destination: '10.7.0.2',
    blames: ['host', 'up0'],
  },
  {
    cause: 'bridge-port-mtu-mismatch',
    changes: { host: { setup: ['link set vb mtu 1300'] } },
    from: 'a',
    destination: '10.9.0.3',
    blames: ['host', 'vb'],
  },
  {
    cause: 'l2-mtu-asymmetric',
    changes: { host: { setup: ['link set up0 mtu 1300'] } },
    from: 'a',
    destination: '192.168.77.50',
    blames: ['host', 'up0'],
  },
  {
    cause: 'overlay-underlay-mtu',
    changes: {
      host: {
        links: ['link add vx0 mtu 1450 type vxlan id 7 dstport 4789 local 192.168.77.1 remote 192.168.77.50'],
        setup: ['link set vx0 up', 'addr add 10.70.0.1/24 dev vx0'],
      },
      lan: {
        links: ['link add vx0 mtu 1450 type vxlan id 7 dstport 4789 local 192.168.77.50 remote 192.168.77.1'],
        setup: ['link set eth0 mtu 1400', 'link set vx0 up', 'addr add 10.70.0.2/24 dev vx0'],
      },
    },
    from: 'host',
    destination: '10.70.0.2',
    blames: ['host', 'vx0'],
  },
]

interface Judged {
  readonly small: boolean
  readonly large: boolean
  readonly warnings: readonly AnsweredCause[]
  readonly blamed: string | undefined
  readonly largeAfter: boolean
  /** What `uplink-mtu-smaller` says, were each narrow link an uplink, and were none. */
  readonly uplink: readonly (Explanation | null)[]
}

let session: Session
let judged: readonly Judged[] = []

/** Echoes with DF set, as Linux sends them: the second knows what the first was told. */
const passes = async (world: Built, { from, destination }: SizeCase, size: number): Promise<boolean> => {
  const ping = ['busybox', 'ping', '-c', '3', '-i', '0.3', '-W', '1', '-s', `${size}`, destination]
  const { stdout } = await execute(['nsenter', `--net=${pathOf(world.nameOf(from))}`, ...ping], session.run)
  return / [1-3] packets received/.test(stdout)
}

const look = async (world: Built, { from, destination, blames }: SizeCase) => {
  const snapshot = await lookAtHost({ thorough: true })
  const scene = sceneOf(snapshot)
  const asked = { from: `netns:${world.nameOf(from)}`, to: `${destination}:80` }
  const parties = partiesOf(scene, asked, newTrial(scene))
  if (parties.probe === null) throw new Error('nothing to send')
  const [{ exchange }] = probe(scene, parties.probe).branches
  expect(exchange.outcome).toBe('connected')
  const place = [...scene.spaces()].find((one) => one.namespace?.names.includes(world.nameOf(blames?.[0] ?? '')))
  const device = place?.deviceNamed(blames?.[1] ?? '')
  const [hole] = blackHolesOf(scene, parties.probe) ?? []
  const finding = { ...parties, exchange, loss: hole?.loss ?? null, lostOn: hole?.way ?? null }
  const uplink = [true, false].map((is) =>
    uplinkMtuSmaller.explain({ ...finding, scene: { ...scene, isUplink: () => is } }),
  )
  return { warnings: sizeWarnings({ ...parties, exchange }), blamed: device && deviceKey(device), uplink }
}

const judge = async (world: Built, one: SizeCase): Promise<Judged> => {
  const [small, large, seen] = await Promise.all([passes(world, one, 56), passes(world, one, 1472), look(world, one)])
  for (const { remedy } of seen.warnings)
    for (const line of remedy.filter((command) => !command.startsWith('#')).slice(0, 2)) await runRemedy(session, line)
  return { small, large, ...seen, largeAfter: await passes(world, one, 1472) }
}

beforeAll(async () => {
  session = await openSession()
  const plans = cases.map(({ changes }, at): Plan => plan(at, [], changes))
  const worlds = await Promise.all(plans.map((one, at) => build(session.run, `mtu${at}`, one)))
  try {
    expect(worlds.flatMap(({ slips }) => slips)).toEqual([])
    await session.prober.open(worlds, false)
    await sleep(300)
    judged = await Promise.all(
      cases.map((one, at) => {
        const world = worlds[at]
        if (world === undefined) throw new Error('a case without a world')
        return judge(world, one)
      }),
    )
  } finally {
    await session.prober.close()
    await Promise.all(worlds.map((world) => world.remove()))
  }
}, 60_000)

afterAll(async () => {
  await session[Symbol.asyncDispose]()
})

test.each(cases.map((one, at) => [one.cause ?? 'none', one.about ?? '', at] as const))('%s %s', (_, __, at) => {
  const [one, found] = [cases[at], judged[at]]
  expect(found).toBeDefined()
  expect({ small: found?.small, large: found?.large, causes: found?.warnings.map(({ id }) => id) }).toEqual({
    small: true,
    large: one?.cause === null,
    causes: one?.cause == null ? [] : [one.cause],
  })
  if (one?.cause == null) return
  expect(found?.warnings[0]?.evidence[0]?.object).toBe(found?.blamed)
  expect({ remedy: found?.warnings[0]?.remedy, works: found?.largeAfter }).toEqual({
    remedy: found?.warnings[0]?.remedy,
    works: true,
  })
})

test('uplink-mtu-smaller: the same where the narrow link is the way out', () => {
  const found = judged[cases.findIndex(({ cause }) => cause === 'mtu-blackhole')]
  expect(found?.uplink).toMatchObject([{ evidence: [{ object: found?.blamed }, {}, {}] }, null])
  const fine = judged[cases.findIndex(({ about }) => about === 'nothing is narrow')]
  expect(fine?.uplink).toEqual([null, null])
})
