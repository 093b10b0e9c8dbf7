import { relate, type Topology } from '../../../agent/topology/graph.ts'
import type { Listener } from '../../../agent/topology/listeners.ts'
import type { FormatOptions } from '../../../exporters/formats/format.ts'
import { GraphBuilder } from './graph-builder.ts'

export interface Sample {
  readonly topology: Topology
  readonly options: FormatOptions
}

/** Everything that a terminal, Graphviz, Mermaid, HTML, XML and JSON could stumble over. */
export const hostile = 'evil\x1b[31m\u202e"<b>&amp;\\N%%{init}%%]]>\x00\x9b2J\ud800|`#35;\nend'

const host = 4026531840
const shop = 4026532300

/** `0.0.0.0:22/tcp`, or `[::]:80/tcp` for both families. */
const listener = (where: string, process: string | null = null, more: Partial<Listener> = {}): Listener => {
  const [, address = '', port = ''] = /^\[?(.*?)\]?:(\d+)\/tcp$/.exec(where) ?? []
  return { protocol: 'tcp', address, port: Number(port), onlyIpv6: false, device: null, process, ...more }
}

/** A host with every kind of node and edge of the contract, with all that can be broken, and with hostile words. */
export const sampleTopology = (): Sample => {
  const build = new GraphBuilder()
  const root = build.netns(host, {
    root: true,
    command: 'systemd',
    pids: Array.from({ length: 300 }, (_, pid) => pid + 1),
    listeners: [
      listener('0.0.0.0:22/tcp', 'sshd'),
      listener('[::]:22/tcp', 'sshd', { onlyIpv6: true }),
      listener('127.0.0.53:53/tcp', 'systemd-resolve'),
      listener('0.0.0.0:67/tcp', 'dnsmasq', { protocol: 'udp', device: 'br-backend' }),
      listener('[::]:2049/tcp'),
      listener('127.0.0.1:3000/tcp', 'docker-proxy'),
      listener('0.0.0.0:8080/tcp', 'docker-proxy'),
      listener('[::]:8080/tcp', 'docker-proxy', { onlyIpv6: true }),
      listener('[fd00::1]:9100/tcp', 'node_exporter'),
    ],
  })
  addDevices(build, root)
  const bridges = addBridges(build, root)
  addContainers(build, root, bridges)
  addBroken(build, root, bridges)
  addOthers(build, root)
  const problem = {
    collector: 'docker',
    kind: 'denied',
    about: `container ${hostile}`,
    message: `not allowed to ask for ${hostile}: run netloupe as root`,
  } as const
  const engine = {
    address: 'unix:///var/run/docker.sock',
    version: '20.10.24',
    apiVersion: '1.41',
    pid: 812,
    netns: `${host}`,
  }
  const options = {
    snapshot: { takenAt: '2026-01-01T08:30:00.000Z', engine, problems: [problem] },
    color: false,
    columns: 100,
  }
  return { topology: build.graph, options }
}

const addDevices = (build: GraphBuilder, root: string): void => {
  const uplink = build.interface(root, 2, {
    name: 'eth0',
    addresses: ['172.16.0.2/30', '2001:db8::2/64', 'fe80::1/64'],
    altNames: ['enp3s0'],
    counters: { rxBytes: 2n ** 63n, txBytes: 12n },
  })
  relate(build.graph, [uplink, 'world'], { kind: 'uplink', gateways: ['172.16.0.1', 'fe80::ff'] })
  const vlan = build.interface(root, 3, {
    name: 'eth0.10',
    type: 'vlan',
    details: { id: 10 },
    addresses: ['10.10.0.2/24'],
  })
  relate(build.graph, [vlan, uplink], { kind: 'over' })
  const members = [4, 5].map((ifindex) => build.interface(root, ifindex, { name: `eth${ifindex}`, mtu: 9000 }))
  const bond = build.interface(root, 6, {
    name: 'bond0',
    type: 'bond',
    mtu: 9000,
    details: { mode: '802.3ad' },
    addresses: Array.from({ length: 9 }, (_, n) => `10.99.0.${n + 1}/24`),
  })
  for (const member of members) relate(build.graph, [bond, member], { kind: 'over' })
  for (const [ifindex, name] of [
    [7, 'ifb0'],
    [8, 'ifb1'],
  ] as const)
    build.interface(root, ifindex, { name, type: 'ifb', up: false, operState: 'DOWN' })
  build.interface(root, 9, { name: 'eth9', addresses: ['10.9.0.1/24'], operState: 'DOWN' })
  build.interface(root, 10, {
    name: hostile,
    type: 'dummy',
    alias: hostile,
    altNames: [hostile],
    addresses: ['10.8.0.1/24'],
  })
}

interface Bridges {
  readonly shop: string
  readonly shopNetwork: string
  readonly backend: string
  readonly backendNetwork: string
}

const addBridges = (build: GraphBuilder, root: string): Bridges => {
  const bridge = (ifindex: number, name: string, address: string): string =>
    build.interface(root, ifindex, { name, type: 'bridge', addresses: [address] })
  const names = {
    shop: bridge(21, 'br-4f1c2d3e4f5a', '172.18.0.1/16'),
    backend: bridge(22, 'br-backend', '172.21.0.1/24'),
  }
  const docker0 = build.interface(root, 20, {
    name: 'docker0',
    type: 'bridge',
    operState: 'DOWN',
    addresses: ['172.17.0.1/16'],
  })
  const networks = {
    shopNetwork: build.network('shop', { subnets: ['172.18.0.0/16'], gateway: ['172.18.0.1'] }),
    backendNetwork: build.network('backend', { subnets: ['172.21.0.0/24'], internal: true }),
  }
  relate(build.graph, [docker0, build.network('bridge', { subnets: ['172.17.0.0/16'] })], { kind: 'implements' })
  relate(build.graph, [names.shop, networks.shopNetwork], { kind: 'implements' })
  relate(build.graph, [names.backend, networks.backendNetwork], { kind: 'implements' })
  return { ...names, ...networks }
}

const addContainers = (build: GraphBuilder, root: string, bridges: Bridges): void => {
  const web = build.netns(shop, { pids: [4001], command: 'nginx' })
  const [webEnd] = build.pair(
    [root, 31, { name: 'veth1111111' }],
    [web, 30, { name: 'eth0', addresses: ['172.18.0.2/16'] }],
  )
  build.port(webEnd, bridges.shop)
  const webContainer = build.container('web', {
    netns: web,
    project: 'shop',
    service: 'web',
    labels: { ['__proto__']: hostile },
    listeners: [
      listener('[::]:80/tcp', 'nginx'),
      listener('0.0.0.0:4000/tcp', 'node'),
      listener('127.0.0.1:4001/tcp', 'node'),
    ],
  })
  build.attach(webContainer, bridges.shopNetwork, ['172.18.0.2/16'])
  for (const ip of ['0.0.0.0', '::']) build.publish(webContainer, ip, 8080, 80)
  for (const offset of [0, 1, 2]) build.publish(webContainer, '127.0.0.1', 3000 + offset, 4000 + offset)
  const api = build.netns(shop + 1, { pids: [4002] })
  const ends = [
    build.pair(
      [root, 33, { name: 'veth2222222', mtu: 1400 }],
      [api, 32, { name: 'eth0', addresses: ['172.18.0.3/16'] }],
    ),
    build.pair([root, 35, { name: 'veth3333333' }], [api, 34, { name: 'eth1', addresses: ['172.21.0.3/24'] }]),
  ]
  build.port(ends[0]?.[0], bridges.shop, 'learning', ['10 PVID', '20-30 untagged'])
  build.port(ends[1]?.[0], bridges.backend)
  const metrics = build.container('metrics', {
    netns: api,
    networkMode: 'container:abc',
    state: 'running',
    listeners: [listener('[::]:9113/tcp', hostile, { onlyIpv6: true })],
  })
  const apiContainer = build.container('api', { netns: api, health: 'healthy' })
  build.attach(apiContainer, bridges.shopNetwork, ['172.18.0.3/16'])
  build.attach(apiContainer, bridges.backendNetwork, ['172.21.0.3/24'])
  build.attach(
    build.container('proxy', {
      netns: root,
      networkMode: 'host',
      listeners: [listener('0.0.0.0:443/tcp', 'envoy')],
    }),
    build.network('host', { driver: 'host' }),
  )
  const edge = build.netns(shop + 2)
  const macvlan = build.interface(edge, 40, {
    name: 'eth0',
    type: 'macvlan',
    details: { mode: 'bridge' },
    addresses: ['172.16.0.3/30'],
  })
  relate(build.graph, [macvlan, `if:${host}/2`], { kind: 'over' })
  const outside = build.network('outside', {
    driver: 'macvlan',
    options: { parent: 'eth0' },
    subnets: ['172.16.0.0/30'],
  })
  build.attach(build.container('edge', { netns: edge, runtime: 'podman' }), outside, ['172.16.0.3/30'])
  build.container('old-job', { state: 'exited', pid: 0 })
  relate(build.graph, [metrics, bridges.shopNetwork], {
    kind: 'attached-to',
    addresses: [],
    mac: '',
    aliases: [hostile],
  })
}

/** One of each fault. */
const addBroken = (build: GraphBuilder, root: string, bridges: Bridges): void => {
  const db = build.netns(shop + 10)
  build.pair([root, 51, { name: 'vethdb' }], [db, 50, { name: 'eth0', addresses: ['172.21.0.2/24'] }])
  build.attach(build.container('db', { netns: db, health: 'unhealthy' }), bridges.backendNetwork, ['172.21.0.2/24'])
  const cache = build.netns(shop + 11)
  const [down] = build.pair(
    [root, 53, { name: 'vethcache', up: false, operState: 'DOWN' }],
    [cache, 52, { name: 'eth0', operState: 'LOWERLAYERDOWN', addresses: ['172.18.0.9/16'] }],
  )
  build.port(down, bridges.shop, 'disabled')
  build.attach(build.container('cache', { netns: cache }), bridges.shopNetwork, ['172.18.0.9/16'])
  const lost = build.netns(shop + 12)
  build.attach(build.container('lost', { netns: lost, state: 'running' }), bridges.shopNetwork, ['172.18.0.7/16'])
  const gone = build.network('gone')
  build.attach(build.container('orphan', { netns: lost, networkMode: 'gone' }), gone, ['172.30.0.2/16'])
  build.container('worker', { state: 'restarting', pid: 0 })
  build.container('asleep', { state: 'paused', netns: lost })
  build.container('unseen', { listeners: null })
  build.container(hostile, { netns: lost, image: hostile, project: hostile, service: hostile })
  const blocked = build.interface(root, 60, { name: 'tap0', type: 'tun', operState: 'UNKNOWN' })
  build.port(blocked, bridges.shop, 'blocking')
  build.interface(root, 61, { name: 'vethalone', type: 'veth' })
  const empty = build.interface(root, 62, { name: 'br-empty', type: 'bridge' })
  const network = build.network(hostile)
  relate(build.graph, [empty, network], { kind: 'implements' })
  build.attach(build.container('stray', { netns: lost }), network, ['172.31.0.2/16'])
}

const addOthers = (build: GraphBuilder, root: string): void => {
  const blue = build.netns(4026532500, { names: ['blue', hostile], holder: 'name' })
  build.pair(
    [root, 70, { name: 'to-blue', addresses: ['10.7.0.1/24'] }],
    [blue, 2, { name: 'to-host', addresses: ['10.7.0.2/24'] }],
  )
  const unknown = build.netns('unknown-3', { holder: 'unknown' })
  build.pair([root, 71, { name: 'to-nowhere' }], [unknown, 9, { name: 'eth0' }])
  const service = build.netns(4026532600, { pids: [901], command: hostile })
  build.graph.mergeNodeAttributes(`if:${service.replace('netns:', '')}/1`, { up: false, operState: 'DOWN' })
}
