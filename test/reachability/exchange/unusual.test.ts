import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Exchange, Probe } from '../../../agent/reachability/exchange/exchange.ts'
import { probe } from '../../../agent/reachability/exchange/probe.ts'
import { leavesSnapshot } from '../../../agent/reachability/exchange/verdict.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { lookAtHost } from '../../kernel/look-at.ts'
import { type Built, build } from '../../oracle/build.ts'
import { openSession, type Session } from '../../oracle/session.ts'
import { plan } from './hosts.ts'

let session: Session
let world: Built
let snapshot: Snapshot

beforeAll(async () => {
  session = await openSession()
  world = await build(session.run, 'unusual', plan(1, []))
  await session.prober.open([world], false)
  snapshot = await lookAtHost({ thorough: true, flows: true })
})

afterAll(async () => {
  await session.prober.close()
  await world.remove()
  await session[Symbol.asyncDispose]()
})

const netnsOf = (name: string): string => {
  const found = snapshot.namespaces.find(({ names }) => names.includes(world.nameOf(name)))
  if (found === undefined) throw new Error(`no ${name}`)
  return found.id
}

const ask = (of: Snapshot, asked: Omit<Probe, 'from'> & { from?: string | null }): readonly Exchange[] =>
  probe(sceneOf(of), { from: netnsOf('a'), ...asked }).branches.map(({ exchange }) => exchange)

const toB = { destination: '10.9.0.3', port: 80, protocol: 'tcp' } as const

test('a listener whose program accepts nobody: the SYN is dropped', () => {
  const b = netnsOf('b')
  const sockets = snapshot.sockets.map((socket) =>
    socket.netns === b && socket.state === 'listen' ? { ...socket, receiveQueue: socket.sendQueue + 1 } : socket,
  )
  const [full] = ask({ ...snapshot, sockets }, toB)
  expect(full?.outcome).toBe('timeout')
  expect(full?.losses.map(({ reason }) => reason)).toEqual(['backlog-full'])
  expect(full?.lostOn).toBe('request')
  expect(full?.reached?.socket?.local.port).toBe(80)
  // One less fits.
  const just = sockets.map((socket) => ({ ...socket, receiveQueue: Math.min(socket.receiveQueue, socket.sendQueue) }))
  expect(ask({ ...snapshot, sockets: just }, toB)[0]?.outcome).toBe('connected')
})

test('sockets that could not be read: both answers are given', () => {
  const problem = { collector: 'sockets', kind: 'denied', message: 'needs CAP_NET_ADMIN', netns: netnsOf('b') } as const
  const sockets = snapshot.sockets.filter(({ netns }) => netns !== problem.netns)
  const outcomes = ask({ ...snapshot, sockets, problems: [...snapshot.problems, problem] }, toB).map(
    ({ outcome }) => outcome,
  )
  expect(outcomes).toEqual(['connected', 'refused'])
})

test('a namespace that vanished: nobody knows who answers behind the pair', () => {
  const gone = netnsOf('b')
  const without: Snapshot = {
    ...snapshot,
    namespaces: snapshot.namespaces.filter(({ id }) => id !== gone),
    links: snapshot.links
      .filter(({ netns }) => netns !== gone)
      .map((link) => (link.linkNetns === gone ? { ...link, linkNetns: null } : link)),
  }
  const [lost] = ask(without, toB)
  expect(lost?.losses[0]?.reason).toBe('peer-unknown')
  expect(lost !== undefined && leavesSnapshot(lost)).toBe(true)
})

test('the way of both packets is told in order', () => {
  const [exchange] = ask(snapshot, { ...toB, destination: '192.168.77.50' })
  const told = (steps: Exchange['request']) => steps.map(({ kind, detail }) => `${kind} ${detail()}`)
  expect(told(exchange?.request ?? [])).toEqual([
    expect.stringMatching(/^route default via 10\.9\.0\.1 dev eth0 src 10\.9\.0\.2$/),
    'neighbour 10.9.0.1 dev eth0 INCOMPLETE',
    expect.stringMatching(/^neighbour 10\.9\.0\.1 dev eth0 lladdr /),
    expect.stringMatching(/^link eth0 to va/),
    expect.stringMatching(/^bridge /),
    expect.stringMatching(/^route 192\.168\.77\.0\/24 dev up0$/),
    'neighbour 192.168.77.50 dev up0 INCOMPLETE',
    expect.stringMatching(/^neighbour 192\.168\.77\.50 dev up0 lladdr /),
    expect.stringMatching(/^link up0 to eth0/),
    expect.stringMatching(/^route local 192\.168\.77\.50\/32 dev eth0$/),
    expect.stringMatching(/^delivery /),
    'socket tcp [::]:80',
  ])
  expect(exchange?.reply.at(-1)?.kind).toBe('delivery')
  expect(exchange?.reply.at(-1)?.space.netns).toBe(netnsOf('a'))
})

test('somebody beyond an uplink asks, and is answered there', () => {
  const host = netnsOf('host')
  // The machine behind the uplink is one that nobody knows.
  const lan = netnsOf('lan')
  const outside: Snapshot = {
    ...snapshot,
    namespaces: snapshot.namespaces.filter(({ id }) => id !== lan),
    links: snapshot.links
      .filter(({ netns }) => netns !== lan)
      .map((link) => {
        if (link.netns !== host || link.name !== 'up0') return link
        const { linkNetnsid: _, linkNetns: __, link: ___, info: ____, ...card } = link
        return card
      }),
    routes: [
      ...snapshot.routes,
      ...snapshot.routes
        .filter(
          ({ netns, type, destinationLength, family }) =>
            netns === host && type === 'unicast' && destinationLength === 24 && family === 2,
        )
        .slice(-1)
        .map(({ destination: _, preferredSource: __, ...route }) => ({
          ...route,
          destinationLength: 0,
          scope: 0,
          protocol: 3,
          gateway: '192.168.77.50',
        })),
    ],
  }
  const uplink = outside.links.find(({ netns, name }) => netns === host && name === 'up0')
  const [exchange] = ask(outside, {
    ...toB,
    from: null,
    source: '198.51.100.77',
    uplink: { netns: host, ifindex: uplink?.ifindex ?? 0 },
  })
  expect(exchange?.outcome).toBe('connected')
  expect(exchange?.reached?.space.netns).toBe(netnsOf('b'))
  const [refused] = ask(outside, {
    ...toB,
    port: 81,
    from: null,
    source: '198.51.100.77',
    uplink: { netns: host, ifindex: uplink?.ifindex ?? 0 },
  })
  expect(refused?.outcome).toBe('refused')
})
