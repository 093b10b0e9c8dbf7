import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer } from '../../../../agent/reachability/answer.ts'
import { why } from '../../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { lookAtHost } from '../../../kernel/look-at.ts'
import { execute } from '../../../lab/execute.ts'
import { type Built, build } from '../../../oracle/build.ts'
import type { Plan, TablePlan } from '../../../oracle/plan.ts'
import { openSession, type Session } from '../../../oracle/session.ts'
import { space } from '../../exchange/hosts.ts'

const virtual = '10.0.60.9'
const table = (name: string, rules: readonly string[]): TablePlan => ({
  tool: 'iptables-nft',
  table: name,
  chains: ['PREROUTING ACCEPT', 'POSTROUTING ACCEPT'],
  rules,
})

/**
 * A task, and the load balancer of its network on the same node. A kernel without IPVS does not know `-m ipvs`: the rule for it is
 * only named so in its comment.
 */
const plan: Plan = {
  seed: 0,
  spaces: [
    space('node', {
      links: [
        'link add br0 type bridge',
        ...['task', 'lb'].map((name) => `link add v${name} type veth peer name eth0 netns <${name}>`),
        'link add docker_gwbridge type bridge',
        'link add vgw type veth peer name eth1 netns <task>',
        'link add br1 type bridge',
      ],
      setup: [
        ...['vtask', 'vlb'].map((name) => `link set ${name} master br0 up`),
        'link set vgw master docker_gwbridge up',
        ...['lo', 'br0', 'br1', 'docker_gwbridge'].map((name) => `link set ${name} up`),
        'addr add 10.0.62.1/24 dev br1',
        'addr add 10.0.62.2/24 dev docker_gwbridge',
      ],
    }),
    space('task', {
      setup: [
        ...['lo', 'eth0', 'eth1'].map((name) => `link set ${name} up`),
        'addr add 10.0.60.3/24 dev eth0',
        'addr add 10.0.62.3/24 dev eth1',
      ],
    }),
    space('lb', {
      setup: [
        'link set lo up',
        'link set eth0 up',
        'addr add 10.0.60.4/24 dev eth0',
        `addr add ${virtual}/32 dev eth0`,
      ],
      tables: [table('mangle', [`-A PREROUTING -d ${virtual}/32 -j MARK --set-mark 0x101`]), table('nat', [])],
    }),
  ],
  listeners: [{ space: 'task', protocol: 'tcp', address: '0.0.0.0', port: 80 }],
  questions: [],
}

let session: Session
let world: Built

beforeAll(async () => {
  session = await openSession()
  world = await build(session.run, 'balancer', plan)
  expect(world.slips).toEqual([])
  await session.prober.open([world], false)
  await session.prober.flush()
})

afterAll(async () => {
  await session.prober.close()
  await world.remove()
  await session[Symbol.asyncDispose]()
})

const inBalancer = async (line: string): Promise<void> => {
  const argv = ['ip', 'netns', 'exec', world.nameOf('lb'), 'sh', '-ec', line]
  expect(await execute(argv, session.run), line).toMatchObject({ status: 0 })
}

/** With the name that Docker gives the namespace of a load balancer. */
const look = async (): Promise<Snapshot> => {
  const snapshot = await lookAtHost({ thorough: true })
  const namespaces = snapshot.namespaces.map((one) =>
    one.names.includes(world.nameOf('lb')) ? { ...one, names: ['lb_4k2hzqa3x'] } : one,
  )
  return { ...snapshot, namespaces }
}

/** What is said, of which the outcome is what a real packet meets. */
const ask = async (from: string, destination: string): Promise<Answer> => {
  await session.prober.flush()
  const answer = why(await look(), { from: `netns:${world.nameOf(from)}`, to: `${destination}:80` })
  const question = { from, protocol: 'tcp', destination, port: 80 } as const
  const [probed] = await session.prober.ask([{ world, question }], 900)
  expect(answer.outcome, JSON.stringify(answer.cause)).toBe(probed?.outcome)
  return answer
}

test('a kernel without IPVS', async () => {
  const { outcome, cause } = await ask('task', virtual)
  expect(outcome).toBe('refused')
  expect(cause).toMatchObject({
    id: 'ipvs-missing',
    evidence: [{ fact: `-d ${virtual}/32 -j MARK --set-xmark 0x101/0xffffffff` }, {}],
  })
})

test('a service without tasks', async () => {
  await inBalancer('iptables-nft -t nat -A POSTROUTING -m comment --comment "stands for -m ipvs --ipvs" -j ACCEPT')
  expect((await ask('task', virtual)).cause?.id).toBe('ipvs-no-destination')
})

test('a virtual address that its balancer has lost, until it is there again', async () => {
  await inBalancer(`ip addr del ${virtual}/32 dev eth0`)
  const { outcome, cause } = await ask('task', virtual)
  expect(outcome).toBe('host-unreachable')
  expect(cause).toMatchObject({ id: 'vip-answered-locally' })
  // The namespace has another name here than on a node.
  const [line = ''] = cause?.remedy ?? []
  await inBalancer(line.replace('ip netns exec lb_4k2hzqa3x ', ''))
  expect((await ask('task', virtual)).outcome).toBe('refused')
})

test('docker_gwbridge with the subnet of another bridge', async () => {
  const { cause, outcome } = await ask('node', '10.0.62.3')
  expect(outcome).toBe('host-unreachable')
  expect(cause).toMatchObject({ id: 'gwbridge-stale' })
  expect(cause?.summary).toContain('docker_gwbridge and br1')
})
