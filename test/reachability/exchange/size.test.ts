import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { blackHolesOf } from '../../../agent/reachability/exchange/size.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { pathOf } from '../../lab/space.ts'
import { type Built, build } from '../../oracle/build.ts'
import type { TablePlan } from '../../oracle/plan.ts'
import { openSession, type Session } from '../../oracle/session.ts'
import { type Changes, plan } from './hosts.ts'

const program = fileURLToPath(new URL('transfer.ts', import.meta.url))
const port = 7000

const noErrors: TablePlan = {
  tool: 'iptables-legacy',
  table: 'filter',
  chains: ['INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT'],
  rules: ['-A OUTPUT -p icmp -j DROP'],
}
const clamp: TablePlan = {
  tool: 'iptables-legacy',
  table: 'mangle',
  chains: ['PREROUTING ACCEPT', 'INPUT ACCEPT', 'FORWARD ACCEPT', 'OUTPUT ACCEPT', 'POSTROUTING ACCEPT'],
  rules: ['-A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu'],
}
const narrow = ['link set up0 mtu 1200']

/** What is different, and to whom `a` connects. */
const cases: readonly (readonly [string, Changes, { readonly name: 'b' | 'lan'; readonly address: string }])[] = [
  ['all links are alike', {}, { name: 'lan', address: '192.168.77.50' }],
  ['a narrow link that tells', { host: { setup: narrow } }, { name: 'lan', address: '192.168.77.50' }],
  [
    'a narrow link that does not tell',
    { host: { tables: [noErrors], setup: narrow } },
    { name: 'lan', address: '192.168.77.50' },
  ],
  [
    'a narrow link, and segments that are made to fit',
    { host: { tables: [noErrors, clamp], setup: narrow } },
    { name: 'lan', address: '192.168.77.50' },
  ],
  [
    'a narrow way back',
    { host: { tables: [noErrors], setup: ['link set br0 mtu 1200'] } },
    { name: 'lan', address: '192.168.77.50' },
  ],
  ['a narrow port of a bridge', { host: { setup: ['link set vb mtu 1200'] } }, { name: 'b', address: '10.9.0.3' }],
  [
    'a route that is narrow',
    { a: { setup: ['route replace default via 10.9.0.1 mtu 1000'] }, host: { tables: [noErrors], setup: narrow } },
    { name: 'lan', address: '192.168.77.50' },
  ],
]

let session: Session
let scene: Scene
const worlds = new Map<string, Built>()

const inside = (netns: string, ...argv: readonly string[]) =>
  spawn('nsenter', [`--net=${pathOf(netns)}`, '--', process.execPath, program, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

beforeAll(async () => {
  session = await openSession()
  for (const [at, [name, changes]] of cases.entries())
    worlds.set(name, await build(session.run, `s${at}`, plan(at, [], { ...changes, listeners: [] })))
  // Somebody has to hear, also in the simulation.
  const servers = cases.map(([name, , { name: to }]) => inside(worlds.get(name)?.nameOf(to) ?? '', 'serve', `${port}`))
  await Promise.all(servers.map((server) => once(server.stdout, 'data')))
  closing.push(() => servers.map((server) => server.kill()))
  scene = sceneOf(await lookAtHost({ thorough: true, flows: true }))
})

const closing: (() => unknown)[] = []

afterAll(async () => {
  for (const close of closing) close()
  await Promise.all([...worlds.values()].map((world) => world.remove()))
  await session[Symbol.asyncDispose]()
})

const clientOf = (name: string): string => worlds.get(name)?.nameOf('a') ?? ''

const holesOf = (name: string, destination: string) => {
  const client = clientOf(name)
  const space = [...scene.spaces()].find(({ namespace }) => namespace?.names.includes(client))
  return blackHolesOf(scene, { from: space?.netns ?? '', destination, port, protocol: 'tcp' })
}

test.each(cases)('%s', async (name, _, { address }) => {
  const found = holesOf(name, address)
  const passes = async (way: 'up' | 'down'): Promise<boolean> => {
    const [status] = await once(inside(clientOf(name), way, address, `${port}`), 'exit')
    expect([0, 1]).toContain(status)
    return status === 0
  }
  // Who was told of a narrow link announces smaller segments from then on.
  const [down, up] = [await passes('down'), await passes('up')]
  expect(found?.map(({ way }) => way)).toEqual([...(up ? [] : ['request']), ...(down ? [] : ['reply'])])
  expect(found?.every(({ loss: { fact } }) => fact().includes('MTU'))).toBe(true)
})

test('some of them are black holes', () => {
  const holes = cases.flatMap(([name, , { address }]) => holesOf(name, address) ?? [])
  expect(holes.length).toBeGreaterThanOrEqual(3)
})
