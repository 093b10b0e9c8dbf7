import { readlinkSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, openLab, type PlainHost, type Space } from './lab.ts'
import { tracesOf } from './traces.ts'

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'h1',
    bridges: [
      { name: 'br0', subnet: '10.1.0.0/24', ipv6: 'fd00:1::/64' },
      { name: 'br1', subnet: '10.2.0.0/24' },
    ],
    containers: [
      { name: 'a', networks: ['br0', 'br1'] },
      { name: 'b', networks: ['br0'] },
      { name: 'c', networks: ['br1'] },
      { name: 'a-container-with-a-long-name', networks: ['br1'] },
      { name: 'alone', networks: [] },
    ],
    uplink: true,
  })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
  expect(tracesOf(lab.runId)).toEqual([])
})

type Link = { ifindex: number; ifname: string; link_index?: number; master?: string; operstate: string }

const links = async (space: Space): Promise<readonly Link[]> =>
  JSON.parse((await space.exec(['ip', '-j', 'link'])).stdout)

const pings = async (from: Space, address: string): Promise<boolean> =>
  (await from.exec(['busybox', 'ping', '-c1', '-W1', address])).status === 0

test('each container is a namespace with one process in it', () => {
  for (const space of [host, ...host.containers]) {
    expect(readlinkSync(`/proc/${space.pid}/ns/net`)).toBe(`net:[${space.inode}]`)
    expect(space.netns.startsWith(`${lab.runId}-`)).toBe(true)
    expect(space.path).toBe(`/run/netns/${space.netns}`)
  }
  expect(new Set(host.containers.map(({ inode }) => inode)).size).toBe(5)
})

test('the interfaces are what the handles say', async () => {
  const onHost = await links(host)
  for (const container of host.containers) {
    const inside = await links(container)
    expect(inside.map(({ ifname }) => ifname)).toEqual(['lo', ...container.nics.map(({ ifname }) => ifname)])
    for (const { ifname, ifindex, bridge, peer } of container.nics) {
      expect(inside).toContainEqual(
        expect.objectContaining({ ifname, ifindex, link_index: peer.ifindex, operstate: 'UP' }),
      )
      expect(onHost).toContainEqual(
        expect.objectContaining({ ...peer, link_index: ifindex, master: bridge, operstate: 'UP' }),
      )
    }
  }
})

test('interface indexes collide between namespaces', async () => {
  expect(host.containers.flatMap(({ nics }) => nics.slice(0, 1)).map(({ ifindex }) => ifindex)).toEqual([2, 2, 2, 2])
  expect((await links(host)).find(({ ifindex }) => ifindex === 2)?.ifname).toBe('br0')
})

test('containers reach each other, over IPv4 and IPv6 at once, between bridges, and the outside of the host', async () => {
  const a = host.container('a')
  expect(await pings(a, '10.1.0.3')).toBe(true)
  expect(await pings(a, 'fd00:1::3')).toBe(true)
  expect(await pings(host.container('b'), '10.2.0.3')).toBe(true)
  expect(await pings(host, '198.51.100.1')).toBe(true)
  expect(await pings(host, '2001:db8:ffff::1')).toBe(true)
  expect(await pings(host, '203.0.113.1')).toBe(false)
  expect(await pings(host.container('alone'), '10.1.0.1')).toBe(false)
})

test('exec tells status and both outputs, takes input, and hands on no proxies', async () => {
  const { exec } = host.container('b')
  expect(await exec(['sh', '-c', 'cat; echo no >&2; exit 3'], { input: 'yes' })).toEqual({
    stdout: 'yes',
    stderr: 'no\n',
    status: 3,
  })
  expect((await exec(['env'])).stdout).not.toMatch(/proxy/i)
  expect((await exec(['sleep', '5'], { timeoutMs: 50 })).status).toBe(137)
})

test('a started program ends with the lab', async () => {
  await using other = await openLab()
  expect(other.runId).not.toBe(lab.runId)
  const second = await other.plainHost({ name: 'h1', bridges: [], containers: [{ name: 'a', networks: [] }] })
  const server = second.container('a').start(['sleep', '1000'])
  const ended = new Promise((resolve) => server.on('exit', (_, signal) => resolve(signal)))
  await other[Symbol.asyncDispose]()
  expect(await ended).toBe('SIGKILL')
  expect(await pings(host.container('a'), '10.1.0.3')).toBe(true)
})

test('many namespaces on one bridge', async () => {
  const { host: many, containers } = await lab.manyNamespaces(100)
  const last = containers[99]
  expect((await links(many)).filter(({ master }) => master === 'br0')).toHaveLength(100)
  expect(last?.addresses).toEqual(['10.64.0.101'])
  expect(await pings(many, '10.64.0.101')).toBe(true)
})

test('hosts that are joined reach each other', async () => {
  const [left, right] = await lab.joinedHosts('plain')
  const to = right.container('b')
  for (const address of to.addresses) expect(await pings(left.container('a'), address)).toBe(true)
})

test('a mistake in a host is told in one line', async () => {
  const containers = [{ name: 'a', networks: ['br9'] }]
  await expect(lab.plainHost({ name: 'h2', bridges: [], containers })).rejects.toThrow('container a is on br9')
  await expect(lab.plainHost({ name: 'a b', bridges: [], containers: [] })).rejects.toThrow('letters, digits')
})
