import { readdirSync, readlinkSync, statSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Lab, openLab, type PlainHost, type Space } from './lab.ts'
import { addInnerPair } from './oddities/add-inner-pair.ts'
import { hideNamespace } from './oddities/hide-namespace.ts'
import { moveMacvlan } from './oddities/move-macvlan.ts'
import { movePeerTwice } from './oddities/move-peer-twice.ts'
import { nestContainer } from './oddities/nest-container.ts'
import { tracesOf } from './traces.ts'

let lab: Lab
let host: PlainHost

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'odd',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24' }],
    containers: ['a', 'b', 'byfd', 'bymount', 'bysocket'].map((name) => ({ name, networks: ['br0'] })),
    uplink: true,
  })
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
  expect(tracesOf(lab.runId)).toEqual([])
})

type Link = {
  ifindex: number
  ifname: string
  link?: string
  link_index?: number
  link_netnsid?: number
  operstate: string
}

const link = async (space: Space, name: string): Promise<Link | undefined> =>
  JSON.parse((await space.exec(['ip', '-j', 'link', 'show', name])).stdout)[0]

const pings = async (from: Space, address: string): Promise<boolean> =>
  (await from.exec(['busybox', 'ping', '-c1', '-W1', address])).status === 0

test('a container inside a container', async () => {
  const inner = await nestContainer(host.container('a'), { name: 'inner', subnet: '10.9.0.0/24' })
  expect(await pings(inner, '10.9.0.1')).toBe(true)
  expect(await link(inner, 'eth0')).toMatchObject({ ifindex: 2, operstate: 'UP' })
  expect(readlinkSync(`/proc/${inner.pid}/ns/net`)).toBe(`net:[${inner.inode}]`)
})

test('a macvlan that was moved away from its lower device', async () => {
  await moveMacvlan(host, host.container('b'), { parent: 'uplink0', name: 'mv0', address: '198.51.100.9/24' })
  const lower = await link(host, 'uplink0')
  expect(await link(host.container('b'), 'mv0')).toMatchObject({
    link_index: lower?.ifindex,
    link_netnsid: expect.any(Number),
  })
  expect(await pings(host.container('b'), '198.51.100.1')).toBe(true)
})

test('a veth pair inside one namespace', async () => {
  await addInnerPair(host.container('b'), ['in0', 'in1'])
  expect(await link(host.container('b'), 'in0')).toMatchObject({ link: 'in1', operstate: 'UP' })
})

test('a peer that was moved twice', async () => {
  await movePeerTwice('hop0', [host, host.container('a'), host.container('b')])
  const [near, far] = [await link(host, 'hop0'), await link(host.container('b'), 'hop0')]
  expect(far?.link_index).toBe(near?.ifindex)
  expect(near?.link_index).toBe(far?.ifindex)
  expect((await host.container('a').exec(['ip', 'link', 'show', 'hop0'])).status).not.toBe(0)
})

test('namespaces that only a descriptor, a mount elsewhere or a socket keeps', async () => {
  const keepers = { byfd: 'descriptor', bymount: 'mount', bysocket: 'socket' } as const
  for (const [name, keeper] of Object.entries(keepers)) {
    const container = host.container(name)
    const hidden = await hideNamespace(container, keeper, host)
    expect(readlinkSync(`/proc/${hidden.pid}/ns/net`)).toBe(`net:[${host.inode}]`)
    expect(readdirSync('/run/netns')).not.toContain(container.netns)
    expect(await pings(host, container.addresses[0] ?? '')).toBe(true)
    if (keeper === 'socket') expect(readlinkSync(`/proc/${hidden.pid}/fd/9`)).toMatch(/^socket:/)
    else expect(statSync(hidden.path ?? '').ino).toBe(container.inode)
  }
})
