import { expect, test } from 'vitest'
import type { Usage } from '../../../collectors/usage-record.ts'
import { toJson } from '../../../collectors/wire/json.ts'
import type { Bridge } from '../../../exporters/api/schemas/bridge.ts'
import type { ContainerResource } from '../../../exporters/api/schemas/container.ts'
import type { FdbEntry } from '../../../exporters/api/schemas/fdb-entry.ts'
import type { Interface } from '../../../exporters/api/schemas/interface.ts'
import type { NamespaceResource } from '../../../exporters/api/schemas/namespace.ts'
import { exampleSnapshot, hostile, ids } from '../example-snapshot.ts'
import { exampleUsage } from '../example-usage.ts'
import { exampleServer } from './example-server.ts'

const get = async <T>(url: string): Promise<T> => {
  await using app = await exampleServer()
  return (await app.inject(url)).json()
}

test('a container is found by name, id, and beginning of an id, with what its namespace holds', async () => {
  const web = await get<ContainerResource>('/api/v1/containers/web')
  expect(web).toEqual(await get(`/api/v1/containers/${ids.web}`))
  expect(web).toEqual(await get(`/api/v1/containers/${ids.web.slice(0, 12)}`))
  expect(web).toMatchObject({
    netns: 4026532301,
    netnsId: '2',
    hostNetwork: false,
    sharedWith: ['sidecar'],
    addresses: ['172.18.0.2/16'],
    limits: { memoryBytes: 2 ** 30 },
    ports: [{ protocol: 'tcp', containerPort: 80, hostIp: '0.0.0.0', hostPort: 8080 }, { containerPort: 443 }],
    networks: [{ name: 'shop', addresses: ['172.18.0.2/16'], gateways: ['172.18.0.1'], aliases: ['www'] }],
  })
  expect(web.interfaces.map(({ name, peer }) => [name, peer?.name])).toEqual([
    ['lo', undefined],
    ['eth0', 'veth7'],
  ])
})

test('a container of the host network, and one that does not run', async () => {
  expect(await get('/api/v1/containers/exporter')).toMatchObject({ hostNetwork: true, netns: 4026531840 })
  expect(await get('/api/v1/containers/old')).toMatchObject({
    state: 'exited',
    netns: null,
    netnsId: null,
    interfaces: [],
    exitCode: 137,
  })
})

test('the candidates of an ambiguous id are named', async () => {
  expect(await get('/api/v1/containers/a')).toMatchObject({
    status: 409,
    candidates: ['ab1111111111 sidecar', 'aaaaaaaaaaaa web', 'ac2222222222 exporter'],
  })
})

test('labels and names arrive as they are, whatever is in them', async () => {
  const { labels } = await get<ContainerResource>('/api/v1/containers/web')
  expect(Object.keys(labels)).toContain('__proto__')
  expect(Object.getOwnPropertyDescriptor(labels, '__proto__')?.value).toBe('proto')
  expect(labels['com.docker.compose.project']).toBe(hostile)
})

test('a counter is a number up to 2^53 - 1 and a decimal string beyond', async () => {
  const [, eth0] = await get<Interface[]>('/api/v1/interfaces?netns=host')
  expect(eth0?.counters).toMatchObject({ rxBytes: `${2n ** 60n + 3n}`, rxMissedErrors: 1 })
})

test('counters of interfaces are those of the newest reading, and of an interface that has the name', async () => {
  const usage = exampleUsage(2)
  const host = exampleSnapshot.namespaces.find(({ root }) => root)
  const counted = usage.interfaces.find(({ netns, name }) => netns === host?.id && name === 'eth0')
  if (counted === undefined) throw new Error('the example counts no eth0 of the host')
  const rxBytesAfter = async (interfaces: Usage['interfaces']) => {
    await using app = await exampleServer({ measure: () => Promise.resolve({ ...usage, interfaces }) })
    const [, eth0] = (await app.inject('/api/v1/interfaces?netns=host')).json<Interface[]>()
    return eth0?.counters['rxBytes']
  }
  expect(await rxBytesAfter([{ ...counted, rxBytes: 77 }])).toBe(77)
  expect(await rxBytesAfter([{ ...counted, rxBytes: 77, name: 'eth9' }])).toBe(`${2n ** 60n + 3n}`)
})

test.each(['4026532301', 'netns:4026532301', 'web', ids.web, 'sidecar'])(
  'a namespace is found by %s',
  async (netns) => {
    const found = await get<Interface[]>(`/api/v1/interfaces?netns=${netns}`)
    expect(found.map(({ name }) => name)).toEqual(['lo', 'eth0'])
  },
)

test('interfaces say what they are joined to', async () => {
  const all = await get<Interface[]>('/api/v1/interfaces')
  expect(all).toHaveLength(exampleSnapshot.links.length)
  expect(all.find(({ name }) => name === 'veth7')).toMatchObject({
    type: 'veth',
    master: { name: 'br-shop', ifindex: 3 },
    peer: { name: 'eth0', ifindex: 8, netns: 4026532301 },
    containers: ['exporter'],
  })
  expect(all.find(({ name }) => name === 'blue0')?.peer?.name).toBe('x"\\<b>')
})

test('namespaces, also one that only a veth leads to', async () => {
  const all = await get<NamespaceResource[]>('/api/v1/namespaces')
  expect(all.map(({ key }) => key)).toEqual([
    'netns:4026531840',
    'netns:4026532301',
    'netns:4026532400',
    'netns:unknown-7',
  ])
  expect(all[1]).toMatchObject({ command: 'nginx', containers: [{ name: 'sidecar' }, { name: 'web' }] })
  expect(all[3]).toMatchObject({ inode: null, interfaces: [] })
})

test('a bridge has its network, ports, settings and what is behind the ports', async () => {
  const [bridge, ...others] = await get<Bridge[]>('/api/v1/bridges')
  expect(others).toEqual([])
  expect(bridge).toMatchObject({
    name: 'br-shop',
    addresses: ['172.18.0.1/16'],
    network: { name: 'shop', subnets: ['172.18.0.0/16'] },
    settings: { ageingSeconds: 300, stp: false, multicastSnooping: null },
    ports: [
      { name: 'veth7', state: 'forwarding', isolated: true, peer: { name: 'eth0' }, containers: ['sidecar', 'web'] },
      { name: 'vx9', state: 'blocking', peer: null },
    ],
    fdbEntries: 5,
  })
})

test('a forwarding database: kinds, ages, VLANs, remote ends, and no address list of a plain device', async () => {
  const entries = await get<FdbEntry[]>('/api/v1/bridges/4026531840/br-shop/fdb')
  expect(
    entries.map(({ kind, table, port, ageSeconds, vlan, remote }) => [
      kind,
      table,
      port.name,
      ageSeconds,
      vlan,
      remote,
    ]),
  ).toEqual([
    ['learned', 'bridge', 'veth7', 2.5, null, null],
    ['permanent', 'bridge', 'veth7', null, 1, null],
    ['permanent', 'bridge', 'br-shop', null, null, null],
    ['static', 'bridge', 'vx9', null, null, null],
    ['extern_learn', 'bridge', 'vx9', null, null, null],
    ['permanent', 'vxlan', 'vx9', null, null, '192.0.2.7'],
  ])
})

test('the snapshot is the one that the command writes', async () => {
  await using app = await exampleServer()
  const { body } = await app.inject('/api/v1/snapshot')
  expect(body).toBe(toJson(exampleSnapshot))
})
