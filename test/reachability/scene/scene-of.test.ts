import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Device } from '../../../agent/reachability/scene/device.ts'
import type { Scene } from '../../../agent/reachability/scene/scene.ts'
import { sceneOf } from '../../../agent/reachability/scene/scene-of.ts'
import type { Space } from '../../../agent/reachability/scene/space.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { lookAtHost, namespaceAt } from '../../kernel/look-at.ts'
import { type Lab, type Space as LabSpace, openLab, type PlainHost } from '../../lab/lab.ts'
import { seenAt } from '../seen-at.ts'

let lab: Lab
let host: PlainHost
let snapshot: Snapshot
let scene: Scene

beforeAll(async () => {
  lab = await openLab()
  host = await lab.plainHost({
    name: 'scene',
    bridges: [{ name: 'br0', subnet: '10.1.0.0/24', ipv6: 'fd00:1::/64' }],
    containers: [
      { name: 'a', networks: ['br0'] },
      { name: 'b', networks: ['br0'] },
    ],
    uplink: true,
  })
  await host.exec(['ip', 'link', 'add', 'mv0', 'link', 'br0', 'type', 'macvlan'])
  await host.exec(['ip', 'link', 'property', 'add', 'dev', 'mv0', 'altname', 'other'])
  await host.exec(['ip', 'link', 'set', 'br0', 'mtu', '1400'])
  snapshot = await lookAtHost()
  scene = sceneOf(snapshot)
})
afterAll(() => lab[Symbol.asyncDispose]())

const spaceAt = (place: LabSpace, of = snapshot): Space => seenAt(of, place).space

const device = (space: Space, name: string): Device => {
  const found = space.deviceNamed(name)
  if (found === undefined) throw new Error(`no ${name}`)
  return found
}

/** The snapshot without all records of one namespace. */
const without = ({ id }: { readonly id: string }): Snapshot => ({
  ...snapshot,
  namespaces: snapshot.namespaces.filter((namespace) => namespace.id !== id),
  links: snapshot.links.filter(({ netns }) => netns !== id),
  routes: snapshot.routes.filter(({ netns }) => netns !== id),
})

test('the same snapshot has the same scene, and nothing is made twice', () => {
  expect(sceneOf(snapshot)).toBe(scene)
  expect(spaceAt(host)).toBe(spaceAt(host))
  expect(device(spaceAt(host), 'br0')).toBe(scene.device(spaceAt(host).netns, device(spaceAt(host), 'br0').ifindex))
  expect([...scene.spaces()].length).toBe(snapshot.namespaces.length)
  expect(scene.space('nobody')).toBeUndefined()
})

test('both ends of a pair find each other, whatever their indexes', () => {
  const [a, b] = [host.container('a'), host.container('b')].map((container) => device(spaceAt(container), 'eth0'))
  expect(a?.ifindex).toBe(b?.ifindex)
  for (const end of [a, b]) {
    const peer = end?.joined
    if (peer === null || peer === undefined || peer === 'unknown') throw new Error('no peer')
    expect(peer.joined).toBe(end)
    expect(peer.space).toBe(spaceAt(host))
    expect(peer.master).toBe(device(spaceAt(host), 'br0'))
  }
  expect(a?.joined).not.toBe(b?.joined)
})

test('a pair whose other end is in a namespace that nobody knows', () => {
  const cut = without(namespaceAt(snapshot, host.container('a')))
  const ends = [...spaceAt(host, cut).devices.values()].filter(({ kind }) => kind === 'veth')
  expect(ends.map(({ joined }) => joined === 'unknown').sort()).toEqual([false, false, true])
})

test('what a device is', () => {
  const space = spaceAt(host)
  expect(device(space, 'br0')).toMatchObject({
    kind: 'bridge',
    mtu: 1400,
    isUp: true,
    hasCarrier: true,
    master: null,
    joined: null,
  })
  expect(device(space, 'mv0')).toMatchObject({ kind: 'macvlan', isUp: false, hasCarrier: false, isEthernet: true })
  expect(device(space, 'mv0').joined).toBe(device(space, 'br0'))
  expect(space.deviceNamed('other')).toBe(device(space, 'mv0'))
  expect(space.loopback).toMatchObject({ name: 'lo', ifindex: 1, kind: 'loopback', isEthernet: true })
  expect([...space.devices.keys()]).toEqual([...space.devices.keys()].sort((a, b) => a - b))
})

test('the records of a namespace are its own, in the order of the kernel', () => {
  const space = spaceAt(host.container('a'))
  expect(space.addresses.map(({ local, address }) => local ?? address)).toContain('10.1.0.2')
  for (const list of [space.addresses, space.routes, space.policyRules, space.neighbours] as const)
    for (const { netns } of list) expect(netns).toBe(space.netns)
  expect(space.routes).toEqual(snapshot.routes.filter(({ netns }) => netns === space.netns))
  expect(space.sysctl('net.ipv4.ip_forward')).toBe(0)
  expect(space.sysctl('net.ipv4.no_such')).toBeUndefined()
})

test('an uplink leads to somebody whom the snapshot does not have', () => {
  const { world } = host
  if (world === undefined) throw new Error('no world')
  expect(scene.isUplink(device(spaceAt(host), 'uplink0'))).toBe(false)
  const cut = without(namespaceAt(snapshot, world))
  const up = [...spaceAt(host, cut).devices.values()].filter((one) => sceneOf(cut).isUplink(one))
  expect(up.map(({ name }) => name)).toEqual(['uplink0'])
})

test('what could not be read is missing, unless this kernel has no such thing', () => {
  const { netns } = spaceAt(host)
  const problem = { message: 'refused', kind: 'denied' } as const
  const other = sceneOf({
    ...snapshot,
    problems: [
      { ...problem, collector: 'nftables' },
      { ...problem, collector: 'neighbours', about: `netns ${host.inode}` },
      { ...problem, collector: 'routes', about: `netns ${host.inode}9` },
      { ...problem, collector: 'ipsets', kind: 'unsupported' },
    ],
  })
  expect([...(other.space(netns)?.missing ?? [])]).toEqual([
    ['nftables', 'refused'],
    ['neighbours', 'refused'],
  ])
})

test('a namespace that nobody could open has devices, and is none', () => {
  const id = spaceAt(host.container('a')).netns
  const hidden = <T extends { readonly netns: string }>(record: T): T =>
    record.netns === id ? { ...record, netns: 'hub:7' } : record
  const other = sceneOf({
    ...snapshot,
    namespaces: snapshot.namespaces.map((one) =>
      one.id === id ? { ...one, id: 'hub:7', inode: null, names: [] } : one,
    ),
    links: snapshot.links.map((link) => ({ ...hidden(link), ...(link.linkNetns === id && { linkNetns: 'hub:7' }) })),
  })
  const space = other.space('hub:7')
  expect(space?.namespace).toBeNull()
  expect(space?.key).toBe('netns:unknown-7')
  expect(space?.deviceNamed('eth0')?.joined).toMatchObject({ kind: 'veth' })
  expect(space?.routes).toEqual([])
})
