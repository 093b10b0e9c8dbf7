import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import { overlayCauses } from '../../../../agent/reachability/causes/overlay/index.ts'
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
import { findingFor } from '../finding.ts'

/** Of its own in each world: all are in one snapshot. */
const macOf = (world: number, node: number): string => `02:42:0a:00:${world.toString(16).padStart(2, '0')}:0${node + 1}`
const addressOf = (world: number, node: number): string => `10.0.${world}.${node + 1}`
const other = (node: number): number => 3 - node

/** A node of an overlay network, as Docker makes it: a bridge with a VXLAN that answers for the tasks of the other node. */
const node = (world: number, own: number): SpacePlan =>
  space(`n${own}`, {
    early: ['net/ipv4/ip_forward=1'],
    links: [
      ...(own === 1 ? ['link add u0 type veth peer name u0 netns <n2>'] : []),
      `link add t0 type veth peer name eth0 address ${macOf(world, own)} netns <t${own}>`,
      'link add br0 type bridge',
      `link add vxlan0 type vxlan id 4097 dstport 4789 local 10.50.0.${own} proxy l2miss l3miss`,
    ],
    setup: [
      'link set lo up',
      `addr add 10.50.0.${own}/24 dev u0`,
      ...['t0', 'vxlan0'].map((name) => `link set ${name} master br0`),
      ...['u0', 'br0', 't0', 'vxlan0'].map((name) => `link set ${name} up`),
      `neigh add ${addressOf(world, other(own))} lladdr ${macOf(world, other(own))} dev vxlan0 nud permanent`,
    ],
    bridge: [`fdb add ${macOf(world, other(own))} dev vxlan0 dst 10.50.0.${other(own)} self permanent`],
  })

const task = (world: number, own: number): SpacePlan =>
  space(`t${own}`, { setup: ['link set lo up', 'link set eth0 up', `addr add ${addressOf(world, own)}/24 dev eth0`] })

const questionOf = (world: number): QuestionPlan => ({
  from: 't1',
  protocol: 'tcp',
  destination: addressOf(world, 2),
  port: 80,
})
const planOf = (world: number): Plan => ({
  seed: 0,
  spaces: [node(world, 1), node(world, 2), task(world, 1), task(world, 2)],
  listeners: [{ space: 't2', protocol: 'tcp', address: '0.0.0.0', port: 80 }],
  questions: [questionOf(world)],
})

interface Case {
  readonly cause: string | null
  readonly at: 'n1' | 'n2'
  readonly break: (world: number) => string
  readonly outcome: Answer['outcome']
  readonly mended?: Answer['outcome']
}

const cases: readonly Case[] = [
  { cause: null, at: 'n1', break: () => 'true', outcome: 'connected' },
  {
    cause: 'overlay-fdb-missing',
    at: 'n1',
    break: (world) => `bridge fdb del ${macOf(world, 2)} dev vxlan0 dst 10.50.0.2 self`,
    outcome: 'timeout',
    mended: 'connected',
  },
  {
    cause: 'overlay-fdb-wrong-vtep',
    at: 'n1',
    break: (world) => `bridge fdb replace ${macOf(world, 2)} dev vxlan0 dst 10.50.0.77 self permanent`,
    outcome: 'timeout',
    mended: 'connected',
  },
  {
    cause: 'advertise-addr-wrong',
    at: 'n1',
    break: (world) => `bridge fdb replace ${macOf(world, 2)} dev vxlan0 dst 10.50.0.1 self permanent`,
    outcome: 'timeout',
  },
  {
    cause: 'overlay-neigh-missing',
    at: 'n1',
    break: (world) => `ip neigh del ${addressOf(world, 2)} dev vxlan0`,
    outcome: 'host-unreachable',
    mended: 'connected',
  },
  {
    cause: 'overlay-port-4789-blocked',
    at: 'n2',
    break: () => 'iptables-nft -A INPUT -p udp --dport 4789 -j DROP',
    outcome: 'timeout',
    mended: 'connected',
  },
  {
    cause: 'overlay-encryption-broken',
    at: 'n2',
    break: () => 'iptables-nft -A INPUT -m policy --dir in --pol none -p udp --dport 4789 -j DROP',
    outcome: 'timeout',
  },
  { cause: 'overlay-vxlan-down', at: 'n1', break: () => 'ip link set vxlan0 down', outcome: 'host-unreachable' },
  { cause: 'overlay-vxlan-down', at: 'n2', break: () => 'ip link set vxlan0 down', outcome: 'timeout' },
  {
    cause: 'overlay-vni-mismatch',
    at: 'n2',
    break: (world) =>
      [
        'ip link del vxlan0',
        'ip link add vxlan0 type vxlan id 4098 dstport 4789 local 10.50.0.2 proxy l2miss l3miss',
        'ip link set vxlan0 master br0 up',
        `ip neigh add ${addressOf(world, 1)} lladdr ${macOf(world, 1)} dev vxlan0 nud permanent`,
        `bridge fdb add ${macOf(world, 1)} dev vxlan0 dst 10.50.0.1 self permanent`,
      ].join('\n'),
    outcome: 'timeout',
  },
  {
    cause: 'gossip-7946-blocked',
    at: 'n1',
    break: (world) =>
      [
        `bridge fdb del ${macOf(world, 2)} dev vxlan0 dst 10.50.0.2 self`,
        `ip neigh del ${addressOf(world, 2)} dev vxlan0`,
        'iptables-nft -A INPUT -p tcp --dport 7946 -j DROP',
      ].join('\n'),
    outcome: 'host-unreachable',
  },
]

let session: Session
const worlds: Built[] = []
let probed: readonly Probed[]
let answers: readonly Answer[]
let snapshot: Snapshot
let after: readonly Probed[]

const inside = async (world: Built, name: string, script: string): Promise<void> => {
  const argv = ['nsenter', `--net=${pathOf(world.nameOf(name))}`, 'sh', '-ec', script]
  const { status, stderr } = await execute(argv, session.run)
  expect(status, `${script}: ${stderr}`).toBe(0)
}

const ask = (snapshot: Snapshot, world: Built, at: number): Answer =>
  why(snapshot, { from: `netns:${world.nameOf('t1')}`, to: `${addressOf(at, 2)}:80` })

beforeAll(async () => {
  session = await openSession()
  const { run, prober } = session
  worlds.push(...(await Promise.all(cases.map((_, at) => build(run, `overlay${at}`, planOf(at))))))
  expect(worlds.flatMap(({ slips }) => slips)).toEqual([])
  await Promise.all(worlds.map((world, at) => inside(world, cases[at]?.at ?? '', cases[at]?.break(at) ?? '')))
  await prober.open(worlds, false)
  await sleep(2000)
  await prober.flush()
  snapshot = await lookAtHost({ thorough: true, flows: true })
  answers = worlds.map((world, at) => ask(snapshot, world, at))
  const questions = worlds.map((world, at) => ({ world, question: questionOf(at) }))
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
  expect.soft(probed[one.number]?.outcome).toBe(one.outcome)
  expect.soft(answer?.outcome).toBe(one.outcome)
  expect.soft(answer?.cause?.id ?? null).toBe(one.cause)
  if (one.mended !== undefined) expect(after[one.number]?.outcome).toBe(one.mended)
})

test('overlay-checksum-offload: damaged packets that a node counted are told of', () => {
  const world = worlds[0]
  const receiver = snapshot.namespaces.find(({ names }) => world !== undefined && names.includes(world.nameOf('n2')))
  if (world === undefined || receiver === undefined) throw new Error('the node is not in the snapshot')
  const protocols = [{ netns: receiver.id, sockets: [], counters: { 'Udp.InErrors': 9, 'Udp.RcvbufErrors': 2 } }]
  const usage = { protocols } as unknown as NonNullable<Snapshot['usage']>
  const asked = { from: `netns:${world.nameOf('t1')}`, to: `${addressOf(0, 2)}:80` }
  const { warn } = overlayCauses.overlayChecksumOffload
  expect(warn?.(findingFor({ ...snapshot, usage }, asked))?.evidence).toMatchObject([
    { object: `netns:${receiver.inode}`, fact: 'TcpInErrs 0, UdpInErrors 7 without full queues' },
  ])
  expect(warn?.(findingFor(snapshot, asked))).toBeNull()
})
