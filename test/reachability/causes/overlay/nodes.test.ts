import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import { why } from '../../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { execute } from '../../../lab/execute.ts'
import { pathOf } from '../../../lab/space.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { Plan, QuestionPlan, SpacePlan } from '../../../oracle/plan.ts'
import type { Probed } from '../../../oracle/prober.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { space } from '../../exchange/hosts.ts'

const macOf = (node: number): string => `02:42:0a:00:09:0${node + 1}`
const other = (node: number): number => 3 - node

/** A node of an overlay network, as Docker makes it: a bridge with a VXLAN that answers for the tasks of the other node. */
const node = (own: number): SpacePlan =>
  space(`n${own}`, {
    early: ['net/ipv4/ip_forward=1'],
    links: [
      ...(own === 1 ? ['link add u0 type veth peer name u0 netns <n2>'] : []),
      `link add t0 type veth peer name eth0 address ${macOf(own)} netns <t${own}>`,
      'link add br0 type bridge',
      `link add vxlan0 type vxlan id 4097 dstport 4789 local 10.50.0.${own} proxy l2miss l3miss`,
    ],
    setup: [
      'link set lo up',
      `addr add 10.50.0.${own}/24 dev u0`,
      ...['t0', 'vxlan0'].map((name) => `link set ${name} master br0`),
      ...['u0', 'br0', 't0', 'vxlan0'].map((name) => `link set ${name} up`),
      `neigh add 10.0.9.${other(own) + 1} lladdr ${macOf(other(own))} dev vxlan0 nud permanent`,
    ],
    bridge: [`fdb add ${macOf(other(own))} dev vxlan0 dst 10.50.0.${other(own)} self permanent`],
  })

const task = (own: number): SpacePlan =>
  space(`t${own}`, { setup: ['link set lo up', 'link set eth0 up', `addr add 10.0.9.${own + 1}/24 dev eth0`] })

const question: QuestionPlan = { from: 't1', protocol: 'tcp', destination: '10.0.9.3', port: 80 }
const plan: Plan = {
  seed: 0,
  spaces: [node(1), node(2), task(1), task(2)],
  listeners: [{ space: 't2', protocol: 'tcp', address: '0.0.0.0', port: 80 }],
  questions: [question],
}

interface Case {
  readonly cause: string | null
  readonly at: 'n1' | 'n2'
  readonly break: string
  readonly outcome: Answer['outcome']
  readonly mended?: Answer['outcome']
}

const cases: readonly Case[] = [
  { cause: null, at: 'n1', break: 'true', outcome: 'connected' },
  {
    cause: 'overlay-fdb-missing',
    at: 'n1',
    break: `bridge fdb del ${macOf(2)} dev vxlan0 dst 10.50.0.2 self`,
    outcome: 'timeout',
    mended: 'connected',
  },
  {
    cause: 'overlay-fdb-wrong-vtep',
    at: 'n1',
    break: `bridge fdb replace ${macOf(2)} dev vxlan0 dst 10.50.0.77 self permanent`,
    outcome: 'timeout',
    mended: 'connected',
  },
  {
    cause: 'advertise-addr-wrong',
    at: 'n1',
    break: `bridge fdb replace ${macOf(2)} dev vxlan0 dst 10.50.0.1 self permanent`,
    outcome: 'timeout',
  },
  {
    cause: 'overlay-neigh-missing',
    at: 'n1',
    break: 'ip neigh del 10.0.9.3 dev vxlan0',
    outcome: 'host-unreachable',
    mended: 'connected',
  },
  {
    cause: 'overlay-port-4789-blocked',
    at: 'n2',
    break: 'iptables-nft -A INPUT -p udp --dport 4789 -j DROP',
    outcome: 'timeout',
    mended: 'connected',
  },
  {
    cause: 'overlay-encryption-broken',
    at: 'n2',
    break: 'iptables-nft -A INPUT -m policy --dir in --pol none -p udp --dport 4789 -j DROP',
    outcome: 'timeout',
  },
  { cause: 'overlay-vxlan-down', at: 'n1', break: 'ip link set vxlan0 down', outcome: 'host-unreachable' },
  { cause: 'overlay-vxlan-down', at: 'n2', break: 'ip link set vxlan0 down', outcome: 'timeout' },
  {
    cause: 'overlay-vni-mismatch',
    at: 'n2',
    break: [
      'ip link del vxlan0',
      'ip link add vxlan0 type vxlan id 4098 dstport 4789 local 10.50.0.2 proxy l2miss l3miss',
      'ip link set vxlan0 master br0 up',
      `ip neigh add 10.0.9.2 lladdr ${macOf(1)} dev vxlan0 nud permanent`,
      `bridge fdb add ${macOf(1)} dev vxlan0 dst 10.50.0.1 self permanent`,
    ].join('\n'),
    outcome: 'timeout',
  },
  {
    cause: 'gossip-7946-blocked',
    at: 'n1',
    break: [
      `bridge fdb del ${macOf(2)} dev vxlan0 dst 10.50.0.2 self`,
      'ip neigh del 10.0.9.3 dev vxlan0',
      'ip route add default via 10.50.0.254',
      'iptables-nft -A INPUT -p tcp --dport 7946 -j DROP',
    ].join('\n'),
    outcome: 'host-unreachable',
  },
]

let session: Session
const worlds: Built[] = []
let probed: readonly Probed[]
let answers: readonly Answer[]
let after: readonly Probed[]

const inside = async (world: Built, name: string, script: string): Promise<void> => {
  const argv = ['nsenter', `--net=${pathOf(world.nameOf(name))}`, 'sh', '-ec', script]
  const { status, stderr } = await execute(argv, session.run)
  expect(status, `${script}: ${stderr}`).toBe(0)
}

const ask = (snapshot: Snapshot, world: Built): Answer =>
  why(snapshot, { from: `netns:${world.nameOf('t1')}`, to: '10.0.9.3:80' })

beforeAll(async () => {
  session = await openSession()
  const { run, prober } = session
  for (const [at] of cases.entries()) worlds.push(await build(run, `overlay${at}`, plan))
  expect(worlds.flatMap(({ slips }) => slips)).toEqual([])
  await prober.open(worlds, false)
  await sleep(2000)
  await prober.flush()
  for (const [at, world] of worlds.entries()) await inside(world, cases[at]?.at ?? '', cases[at]?.break ?? '')
  const snapshot = await lookAtHost({ thorough: true, flows: true })
  answers = worlds.map((world) => ask(snapshot, world))
  const questions = worlds.map((world) => ({ world, question }))
  probed = await prober.ask(questions, 900)
  for (const line of answers.flatMap(({ cause }, at) =>
    cases[at]?.mended === undefined ? [] : (cause?.remedy ?? []).filter((one) => !one.startsWith('#')),
  )) {
    const { status, stderr } = await execute(['sh', '-c', line], run)
    expect(status, `${line}: ${stderr}`).toBe(0)
  }
  after = await prober.ask(questions, 900)
}, 120_000)

afterAll(async () => {
  await session.prober.close()
  await Promise.all(worlds.map((world) => world.remove()))
  await session[Symbol.asyncDispose]()
})

test.each(cases.map((one, at) => ({ ...one, number: at })))('$cause at $at', (one) => {
  const answer = answers[one.number]
  console.log(
    one.cause,
    answer?.cause?.id,
    answer?.outcome,
    probed[one.number]?.outcome,
    answer?.cause?.summary,
    answer?.cause?.evidence,
    answer?.cause?.remedy,
  )
  expect.soft(probed[one.number]?.outcome).toBe(one.outcome)
  expect.soft(answer?.outcome).toBe(one.outcome)
  expect.soft(answer?.cause?.id ?? null).toBe(one.cause)
  if (one.mended !== undefined) expect(after[one.number]?.outcome).toBe(one.mended)
})
