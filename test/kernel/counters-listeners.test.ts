import { afterAll, beforeAll, expect, test } from 'vitest'
import { readListeners } from '../../collectors/counters/listeners.ts'
import { NETLINK_SOCK_DIAG } from '../../collectors/linux/socket.ts'
import { type Lab, openLab, type PlainContainer } from '../lab/lab.ts'
import { type CountersHub, endPeer, openCountersHub, startPeer } from './counters-scene.ts'
import { print } from './print.ts'

let lab: Lab
let hub: CountersHub
let server: PlainContainer
let client: PlainContainer

beforeAll(async () => {
  lab = await openLab()
  const host = await lab.plainHost({
    name: 'listen',
    bridges: [{ name: 'br0', subnet: '10.2.0.0/24', ipv6: 'fd02::/64' }],
    containers: ['client', 'server'].map((name) => ({ name, networks: ['br0'] })),
  })
  hub = openCountersHub()
  server = host.container('server')
  client = host.container('client')
})

afterAll(async () => {
  hub?.[Symbol.dispose]()
  await lab[Symbol.asyncDispose]()
})

const listeners = (): string[] =>
  hub
    .inside(server, NETLINK_SOCK_DIAG, (connection) => readListeners(connection, 'x'))
    .map(({ protocol, port, loopback }) => `${protocol} ${port}${loopback ? ' loopback' : ''}`)
    .toSorted()

/** What `ss -l` prints: protocol and port. */
const printed = async (): Promise<string[]> => {
  const lines = (await print(server, 'ss', '-Hltun')).trim().split('\n')
  const ports = lines
    .map((line) => line.split(/\s+/))
    .map(([protocol, , , , local = '']) => `${protocol} ${local.split(':').at(-1)}`)
  return [...new Set(ports)].toSorted()
}

test('listeners are those of ss; connections are none, and what only the namespace itself can reach is told apart', async () => {
  expect(listeners()).toEqual([])
  await print(server, 'ip', 'link', 'set', 'lo', 'up')
  const peers = [
    await startPeer(server, 'listen', 8080, 10, 'hold'),
    await startPeer(server, 'bind', '0.0.0.0', 53),
    await startPeer(server, 'bind', '127.0.0.1', 54),
    await startPeer(server, 'bind', '127.8.0.9', 55),
    await startPeer(server, 'bind', '10.2.0.3', 55),
    await startPeer(server, 'bind', '::1', 56),
    await startPeer(client, 'connect', server.addresses[0] ?? '', 8080, 2, 'hold'),
  ]
  expect(listeners()).toEqual(['tcp 8080', 'udp 53', 'udp 54 loopback', 'udp 55', 'udp 56 loopback'])
  expect(listeners().map((line) => line.replace(' loopback', ''))).toEqual(await printed())
  await Promise.all(peers.map(endPeer))
  expect(listeners()).toEqual([])
})
