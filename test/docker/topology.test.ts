import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildTopology } from '../../agent/topology/build.ts'
import type { EdgeAttributes, EdgeKind, Topology } from '../../agent/topology/graph.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { type DockerHost, type Lab, openLab } from '../lab/lab.ts'
import { inspectAll, lookAtDocker, type Truth, truthOf } from './docker-truth.ts'

const image = 'lab/busybox'
let lab: Lab

beforeAll(async () => {
  lab = await openLab()
})

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

/** The edges of a kind, as `from → to` and what `more` adds, from and to the nodes that are the engine's. */
const edgesOf = <K extends EdgeKind>(
  graph: Topology,
  kind: K,
  options: {
    readonly from: (key: string) => boolean
    readonly more?: (edge: Extract<EdgeAttributes, { kind: K }>) => string
  },
): string[] =>
  graph
    .filterEdges((_, edge, from) => edge.kind === kind && options.from(from))
    .map((key) => {
      const edge = graph.getEdgeAttributes(key) as Extract<EdgeAttributes, { kind: K }>
      return `${graph.source(key)} → ${graph.target(key)} ${options.more?.(edge) ?? ''}`.trim()
    })
    .sort()

const anywhere = (): boolean => true

const runs: readonly (readonly string[])[] = [
  ['network', 'create', '--subnet=10.201.0.0/24', '--ipv6', '--subnet=fd00:201::/64', 'front'],
  ['network', 'create', '--subnet=10.202.0.0/24', '--internal', '-o', 'com.docker.network.bridge.name=back0', 'back'],
  [
    ...['run', '-d', '--name', 'web', '--network=front', '--network-alias=www'],
    ...[
      '-p',
      '8080:80',
      '-p',
      '127.0.0.1:8443:443',
      '-p',
      '5353:53/udp',
      '-p',
      '9000-9002:9000-9002',
      '-p',
      '[::1]:8090:80',
    ],
    ...['--expose=7', image],
  ],
  ['network', 'connect', '--alias=also', 'back', 'web'],
  ['run', '-d', '--name', 'db', '--network=back', image],
  ['run', '-d', '--name', 'sidecar', '--network=container:web', image],
  ['run', '-d', '--name', 'on-host', '--network=host', image],
  ['run', '-d', '--name', 'alone', '--network=none', image],
  ['run', '-d', '--name', 'plain', image],
  ['run', '-d', '--name', 'frozen', '-p', '8081:81', image],
  ['pause', 'frozen'],
  ['run', '--name', 'exited', '-p', '8082:82', image, 'true'],
  ['create', '--name', 'created', '-p', '8083:83', image],
  ['run', '-d', '--name', 'restarting', '--restart=always', '--network=back', '-p', '8084:84', image, 'false'],
]

describe('one engine', () => {
  let host: DockerHost
  let truth: Truth
  let snapshot: Snapshot
  let graph: Topology
  /** Whether a key is of a container of this engine, but of the one that restarts: it comes and goes. */
  let isOurs: (key: string) => boolean

  beforeAll(async () => {
    host = await lab.dockerHost({ name: 'topo', uplink: true })
    for (const args of runs) await host.cli(...args)
    const restarting = `ctr:${(await host.cli('inspect', '-f', '{{.Id}}', 'restarting')).slice(0, 12)}`
    snapshot = await lookAtDocker(host)
    truth = await truthOf(host, ['restarting'])
    graph = buildTopology(snapshot)
    const ours = new Set((await inspectAll(host)).map(({ Id }) => `ctr:${String(Id).slice(0, 12)}`))
    isOurs = (key) => ours.has(key) && key !== restarting
  })

  test('works where its daemon is, which SO_PEERCRED tells', () => {
    const netns = snapshot.namespaces.find(({ inode }) => inode === host.inode)
    expect(netns?.root).toBe(false)
    expect(snapshot.engine).toMatchObject({ pid: host.pid, netns: netns?.id })
    expect(snapshot.problems.filter(({ collector }) => collector === 'docker')).toEqual([])
  })

  test('every container is a node, with its state', async () => {
    for (const { Id, Name, State } of await inspectAll(host)) {
      const node = graph.getNodeAttributes(`ctr:${String(Id).slice(0, 12)}`)
      expect(node).toMatchObject({ kind: 'container', id: Id, name: String(Name).slice(1) })
      if (Name !== '/restarting') expect(node).toMatchObject({ state: (State as { Status: string }).Status })
    }
    const states = snapshot.containers.filter(({ id }) => isOurs(`ctr:${id.slice(0, 12)}`)).map(({ state }) => state)
    expect(new Set(states)).toEqual(new Set(['running', 'paused', 'exited', 'created']))
  })

  test('runs-in', () => {
    const found = edgesOf(graph, 'runs-in', { from: isOurs })
    expect(found).toEqual(truth.runsIn)
    expect(found).toHaveLength(7)
    // The sidecar shares, `on-host` is in the engine's own namespace.
    expect(new Set(found.map((edge) => edge.split(' → ')[1])).size).toBe(6)
    expect(found.some((edge) => edge.endsWith(`netns:${host.inode}`))).toBe(true)
  })

  test('attached-to', () => {
    const more = ({ addresses }: { addresses: readonly string[] }): string => addresses.join(' ')
    expect(edgesOf(graph, 'attached-to', { from: isOurs, more })).toEqual(truth.attachedTo)
    const aliases = graph
      .edges()
      .map((edge) => graph.getEdgeAttributes(edge))
      .flatMap((edge) => (edge.kind === 'attached-to' && edge.aliases.includes('also') ? [edge.addresses] : []))
    expect(aliases).toEqual([['10.202.0.2/24']])
  })

  test('implements', () => {
    const found = edgesOf(graph, 'implements', { from: anywhere })
    expect(found).toEqual(truth.implementing)
    expect(found).toHaveLength(3)
  })

  test('publishes: single ports, ranges, protocols, addresses; not what does not run', () => {
    const published = edgesOf(graph, 'publishes', {
      from: (key) => graph.outNeighbors(key).some(isOurs),
      more: ({ containerPort }) => String(containerPort),
    })
    expect(published).toEqual(truth.publishes)
    for (const key of [
      'port:tcp/0.0.0.0:8080',
      'port:tcp/127.0.0.1:8443',
      'port:udp/0.0.0.0:5353',
      'port:tcp/0.0.0.0:9001',
      'port:tcp/[::1]:8090',
      'port:tcp/[::]:8080',
      'port:tcp/0.0.0.0:8081',
    ])
      expect(graph.hasNode(key), key).toBe(true)
    for (const port of [7, 8082, 8083]) expect(published.filter((edge) => edge.includes(`:${port} `))).toEqual([])
  })

  test('bridge-port', () => {
    const onHost = (key: string): boolean => key.startsWith(`if:${host.inode}/`)
    const more = ({ state, hairpin, isolated }: { state: string; hairpin: boolean; isolated: boolean }): string =>
      `${state} ${hairpin} ${isolated}`
    const found = edgesOf(graph, 'bridge-port', { from: onHost, more })
    // A container that restarts has a port now and then.
    const ports = (edges: readonly string[]): string[] =>
      edges.filter((edge) => truth.vethPeers.some((pair) => pair.includes(edge.split(' ')[0] ?? '')))
    expect(ports(found)).toEqual(ports(truth.bridgePorts))
    expect(ports(found)).toHaveLength(5)
  })

  test('veth-peer: between each container and the host', () => {
    const pairs = edgesOf(graph, 'veth-peer', { from: anywhere })
    expect(truth.vethPeers.filter((pair) => !pairs.includes(pair))).toEqual([])
    expect(truth.vethPeers).toHaveLength(5)
    for (const pair of truth.vethPeers) {
      const ends = pair.split(' → ')
      expect(pairs.filter((other) => ends.some((end) => other.split(' → ').includes(end)))).toEqual([pair])
    }
  })

  test('uplink: the host’s own, no container’s', () => {
    const ourSpaces = new Set(truth.runsIn.map((edge) => edge.split('netns:')[1]))
    const found = edgesOf(graph, 'uplink', {
      from: (key) => ourSpaces.has(key.slice('if:'.length).split('/')[0]),
      more: ({ gateways }) => [...gateways].sort().join(' '),
    })
    const uplink = snapshot.links.find(({ name, netns }) => name === 'uplink0' && netns === snapshot.engine?.netns)
    expect(found).toEqual([`if:${host.inode}/${uplink?.ifindex} → world 198.51.100.1 2001:db8:ffff::1`])
  })
})

test('two engines, joined by a link: each implements its own networks, and the link is one pair', async () => {
  const [left, right, join] = await lab.joinedHosts('docker')
  for (const host of [left, right]) await host.cli('run', '-d', '--name', 'same-name', '-p', '8080:80', image)
  const snapshots = [await lookAtDocker(left), await lookAtDocker(right)] as const
  for (const [at, host] of [left, right].entries()) {
    const snapshot = snapshots[at === 0 ? 0 : 1]
    const graph = buildTopology(snapshot)
    const truth = await truthOf(host)
    expect(snapshot.engine?.pid).toBe(host.pid)
    expect(edgesOf(graph, 'implements', { from: anywhere })).toEqual(truth.implementing)
    expect(truth.implementing).toHaveLength(1)
    expect(edgesOf(graph, 'publishes', { from: anywhere, more: ({ containerPort }) => String(containerPort) })).toEqual(
      truth.publishes,
    )
    const pairs = edgesOf(graph, 'veth-peer', { from: anywhere })
    expect(pairs).toEqual(expect.arrayContaining(truth.vethPeers))
    const ends = [left, right]
      .map(({ inode }) => {
        const netns = snapshot.namespaces.find((namespace) => namespace.inode === inode)?.id
        const link = snapshot.links.find((candidate) => candidate.netns === netns && candidate.name === join.ifname)
        return { inode, ifindex: link?.ifindex }
      })
      .sort((a, b) => a.inode - b.inode)
      .map(({ inode, ifindex }) => `if:${inode}/${ifindex}`)
    expect(pairs.filter((pair) => ends.some((end) => pair.split(' → ').includes(end)))).toEqual([ends.join(' → ')])
  }
}, 60_000)
