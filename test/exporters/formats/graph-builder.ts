import { createHash } from 'node:crypto'
import { emptyTopology, type NodeOf, relate, type Topology } from '../../../agent/topology/graph.ts'

/** Ids as Docker has them: 64 hexadecimal digits. */
const idOf = (kind: string, name: string): string => createHash('sha256').update(`${kind} ${name}`).digest('hex')

type Given<K extends 'netns' | 'interface' | 'container' | 'network'> = Partial<Omit<NodeOf<K>, 'kind'>>

/** Writes a graph by hand: what is not said is usual. Every method gives the key of the node. */
export class GraphBuilder {
  readonly graph: Topology = emptyTopology()

  constructor(host: Partial<NodeOf<'host'>> = {}) {
    const hostname = 'db-host-1'
    const os = 'Debian GNU/Linux 12 (bookworm)'
    this.graph.addNode('host', {
      kind: 'host',
      hostname,
      kernel: '6.18.44',
      os,
      bootTime: '2025-12-20T06:00:00.000Z',
      ...host,
    })
    this.graph.addNode('world', { kind: 'world' })
  }

  netns(inode: number | string, given: Given<'netns'> = {}): string {
    const key = `netns:${inode}`
    const usual = {
      id: `${inode}`,
      names: [],
      pids: [],
      command: null,
      root: false,
      holder: 'process',
      listeners: [],
      redirects: false,
    }
    this.graph.addNode(key, { kind: 'netns', inode: typeof inode === 'number' ? inode : null, ...usual, ...given })
    this.interface(key, 1, {
      name: 'lo',
      type: 'loopback',
      mtu: 65536,
      operState: 'UNKNOWN',
      addresses: ['127.0.0.1/8', '::1/128'],
    })
    return key
  }

  interface(netns: string, ifindex: number, given: Given<'interface'> = {}): string {
    const key = `if:${netns.replace('netns:', '')}/${ifindex}`
    this.graph.addNode(key, {
      kind: 'interface',
      name: `eth${ifindex}`,
      ifindex,
      type: 'device',
      mac: '02:00:00:00:00:01',
      mtu: 1500,
      up: true,
      operState: 'UP',
      addresses: [],
      counters: {},
      alias: null,
      altNames: [],
      details: {},
      ...given,
    })
    relate(this.graph, [key, netns], { kind: 'in' })
    return key
  }

  /** Both ends of a veth. */
  pair(
    one: readonly [string, number, Given<'interface'>],
    two: readonly [string, number, Given<'interface'>],
  ): string[] {
    const ends = [one, two].map(([netns, ifindex, given]) => this.interface(netns, ifindex, { type: 'veth', ...given }))
    const [from = '', to = ''] = ends
    relate(this.graph, [from, to], { kind: 'veth-peer' })
    return ends
  }

  port(
    end: string | undefined,
    bridge: string,
    state = 'forwarding',
    vlans: readonly string[] = ['1 PVID untagged'],
  ): void {
    relate(this.graph, [end ?? '', bridge], { kind: 'bridge-port', state, vlans, hairpin: false, isolated: false })
  }

  container(name: string, given: Given<'container'> = {}): string {
    const id = idOf('container', name)
    const key = `ctr:${id.slice(0, 12)}`
    this.graph.addNode(key, {
      kind: 'container',
      id,
      name,
      runtime: 'docker',
      image: 'nginx:1.27',
      state: 'running',
      health: 'none',
      networkMode: 'shop',
      labels: {},
      project: null,
      service: null,
      pid: 4000 + this.graph.order,
      netns: null,
      listeners: [],
      ...given,
    })
    if (given.netns) relate(this.graph, [key, given.netns], { kind: 'runs-in' })
    return key
  }

  network(name: string, given: Given<'network'> = {}): string {
    const id = idOf('network', name)
    const key = `net:${id.slice(0, 12)}`
    const usual = { driver: 'bridge', subnets: [], gateway: [], options: {}, internal: false, ipv6: false }
    this.graph.addNode(key, { kind: 'network', id, name, ...usual, ...given })
    return key
  }

  attach(container: string, network: string, addresses: readonly string[] = []): void {
    relate(this.graph, [container, network], { kind: 'attached-to', addresses, mac: '', aliases: [] })
  }

  publish(container: string, ip: string, port: number, containerPort: number): void {
    const key = `port:tcp/${ip.includes(':') ? `[${ip}]` : ip}:${port}`
    this.graph.addNode(key, { kind: 'port', protocol: 'tcp', ip, port })
    relate(this.graph, [key, container], { kind: 'publishes', containerPort, rule: null })
  }
}
