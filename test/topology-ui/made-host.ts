import { emptyTopology, type NodeAttributes, relate, type Topology } from '../../agent/topology/graph.ts'

/** A number from 0 to below 1 for each number: the same on every machine. */
const chance = (seed: number): number => {
  const wave = Math.sin(seed * 12.9898) * 43758.5453
  return wave - Math.floor(wave)
}

const hostInode = 4026531840
const hostNetns = `netns:${hostInode}`

const isolated = (inode: number, root: boolean): NodeAttributes => ({
  kind: 'netns',
  inode,
  id: root ? 'host' : `ns-${inode}`,
  names: [],
  pids: [inode % 30_000],
  command: null,
  root,
  holder: 'process',
  listeners: null,
  redirects: false,
})

type Interface = Extract<NodeAttributes, { kind: 'interface' }>

const link = (values: Pick<Interface, 'name' | 'ifindex' | 'type'> & Partial<Interface>): Interface => ({
  kind: 'interface',
  mac: '',
  mtu: 1500,
  up: true,
  operState: 'UP',
  addresses: [],
  counters: {},
  alias: null,
  altNames: [],
  details: {},
  ...values,
})

/** What `engine` of a graph says where Docker works on the host itself. */
export const madeEngine = {
  address: 'unix:///run/docker.sock',
  version: '28.0.0',
  apiVersion: '1.48',
  pid: 1,
  netns: 'host',
}

/**
 * A Docker host with so many containers on ten networks, spread unevenly: the default bridge has a quarter. Some are on two
 * networks, share a namespace, publish a port, are stopped, paused, unhealthy, or fell off their bridge.
 */
export const madeHost = (count: number): Topology => {
  const graph = emptyTopology()
  graph.replaceAttributes({ takenAt: '2026-01-01T00:00:00.000Z', problems: [], engine: madeEngine })
  graph.addNode('host', {
    kind: 'host',
    hostname: 'build-7',
    kernel: '6.12.0',
    os: 'Debian GNU/Linux 13',
    bootTime: null,
  })
  graph.addNode('world', { kind: 'world' })
  graph.addNode(hostNetns, isolated(hostInode, true))
  const eth0 = link({ name: 'eth0', ifindex: 2, type: 'device', addresses: ['192.0.2.10/24', 'fe80::1/64'] })
  addLink(graph, hostNetns, eth0)
  relate(graph, [`if:${hostInode}/2`, 'world'], { kind: 'uplink', gateways: ['192.0.2.1'] })
  const networks = Math.max(2, Math.min(10, Math.ceil(count / 3)))
  for (let at = 0; at < networks; at++) addNetwork(graph, at)
  for (let at = 0; at < count; at++) addContainer(graph, at, networks)
  return graph
}

const addLink = (graph: Topology, netns: string, attributes: Interface): string => {
  const key = `if:${netns.slice('netns:'.length)}/${attributes.ifindex}`
  graph.addNode(key, attributes)
  relate(graph, [key, netns], { kind: 'in' })
  return key
}

const projects = ['bridge', 'shop', 'backend', 'billing', 'search', 'mail', 'metrics', 'ci', 'cms', 'queue']

const addNetwork = (graph: Topology, at: number): void => {
  const name = projects[at] ?? `net${at}`
  const subnet = `172.${17 + at}.0.0/16`
  const key = `net:${at}`
  const internal = name === 'backend'
  graph.addNode(key, {
    kind: 'network',
    id: `${at}`,
    name,
    driver: 'bridge',
    subnets: [subnet],
    gateway: [`172.${17 + at}.0.1`],
    options: {},
    internal,
    ipv6: false,
  })
  const bridge = at === 0 ? 'docker0' : `br-${(at * 7_919_317).toString(16).padStart(12, '0').slice(-12)}`
  const interfaceKey = addLink(
    graph,
    hostNetns,
    link({ name: bridge, ifindex: 3 + at, type: 'bridge', addresses: [`172.${17 + at}.0.1/16`] }),
  )
  relate(graph, [interfaceKey, key], { kind: 'implements' })
}

const trades = ['web', 'api', 'db', 'cache', 'worker', 'proxy', 'cron', 'auth', 'static', 'queue']

/** Adds the container with that number, with its namespace, its pair and its network. */
export const addContainer = (graph: Topology, at: number, networks: number): void => {
  const home = chance(at) < 0.24 ? 0 : 1 + Math.floor(chance(at + 0.5) * (networks - 1))
  const project = projects[home] ?? `net${home}`
  const name = `${project === 'bridge' ? 'run' : project}-${trades[at % trades.length]}-${Math.floor(at / trades.length) + 1}`
  const odd = chance(at + 0.25)
  const inode = 4026532000 + at
  const netns = `netns:${inode}`
  const key = `ctr:${(at + 0xabc000).toString(16).padStart(12, '0')}`
  const runs = odd >= 0.02
  if (runs) graph.addNode(netns, isolated(inode, false))
  graph.addNode(key, {
    kind: 'container',
    id: key.slice(4),
    name,
    runtime: 'docker',
    image: `registry.example/${project}/${trades[at % trades.length]}:1.${at % 9}`,
    state: runs ? (odd < 0.03 ? 'paused' : 'running') : 'exited',
    health: odd > 0.985 ? 'unhealthy' : '',
    networkMode: project,
    labels: {},
    project,
    service: trades[at % trades.length] ?? null,
    pid: runs ? 1000 + at : 0,
    netns: runs ? netns : null,
    listeners: null,
  })
  const address = `172.${17 + home}.${Math.floor(at / 250)}.${2 + (at % 250)}/16`
  relate(graph, [key, `net:${home}`], { kind: 'attached-to', addresses: runs ? [address] : [], mac: '', aliases: [] })
  if (!runs) return
  relate(graph, [key, netns], { kind: 'runs-in' })
  wire(graph, { netns, at, network: home, address, ends: [2, 20 + 2 * at], fallen: odd > 0.97 && odd < 0.98 })
  if (odd > 0.9 && odd < 0.93 && networks > 2 && home !== 2) {
    const second = `172.19.${Math.floor(at / 250)}.${2 + (at % 250)}/16`
    relate(graph, [key, 'net:2'], { kind: 'attached-to', addresses: [second], mac: '', aliases: [] })
    wire(graph, { netns, at, network: 2, address: second, ends: [3, 100_000 + 2 * at], fallen: false })
  }
  if (odd > 0.6 && odd < 0.65) {
    const port = `port:tcp/0.0.0.0:${8000 + at}`
    graph.addNode(port, { kind: 'port', protocol: 'tcp', ip: '0.0.0.0', port: 8000 + at })
    relate(graph, [port, key], { kind: 'publishes', containerPort: 80, rule: null })
  }
}

interface Wire {
  readonly netns: string
  readonly at: number
  readonly network: number
  readonly address: string
  readonly ends: readonly [inside: number, outside: number]
  readonly fallen: boolean
}

const wire = (graph: Topology, { netns, at, network, address, ends: [inside, outside], fallen }: Wire): void => {
  const inner = addLink(
    graph,
    netns,
    link({ name: `eth${inside - 2}`, ifindex: inside, type: 'veth', addresses: [address] }),
  )
  const name = `veth${((at + 1) * 2_654_435 + outside).toString(16).padStart(7, '0').slice(-7)}`
  const port = addLink(graph, hostNetns, link({ name, ifindex: outside, type: 'veth' }))
  relate(graph, [port, inner], { kind: 'veth-peer' })
  if (!fallen)
    relate(graph, [port, `if:${hostInode}/${3 + network}`], {
      kind: 'bridge-port',
      state: 'forwarding',
      vlans: [],
      hairpin: false,
      isolated: false,
    })
}
