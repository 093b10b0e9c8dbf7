import { describe, expect, it } from 'vitest'
import { buildTopology } from '../../../agent/topology/build.ts'
import type { Listener } from '../../../agent/topology/listeners.ts'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { SocketOwner, SocketRecord } from '../../../collectors/sockets/record.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'

const host = '1'
const shared = '2'

const container = (name: string, values: Partial<Container> = {}): Container => ({
  ...blankContainer({ id: name, name, runtime: 'docker' }),
  state: 'running',
  pid: 100,
  netns: shared,
  ...values,
})

let inodes = 1000
/** `tcp 0.0.0.0:80`, and the process that has it. */
const socket = (netns: string, where: string, values: Partial<SocketRecord> = {}): SocketRecord => {
  const [, protocol, address = '', port] = /^(\w+) (.*):(\d+)$/.exec(where) ?? []
  return {
    netns,
    protocol: protocol as SocketRecord['protocol'],
    family: address.includes(':') ? 'ipv6' : 'ipv4',
    state: protocol === 'tcp' || protocol === 'sctp' ? 'listen' : 'close',
    local: { address, port: Number(port) },
    receiveQueue: 0,
    sendQueue: 0,
    uid: 0,
    inode: ++inodes,
    ...values,
  }
}

const ownerOf = ({ inode }: SocketRecord, command: string, of?: string): SocketOwner => ({
  inode,
  pid: 7,
  command,
  ...(of === undefined ? {} : { container: of }),
})

const hostNetns = { id: host, inode: 10, names: [], pids: [1], root: true, holder: 'process' } as const
const sharedNetns = { id: shared, inode: 20, names: ['blue'], pids: [100], root: false, holder: 'process' } as const
const snapshot: Snapshot = {
  ...exampleSnapshot,
  engine: null,
  namespaces: [hostNetns, sharedNetns],
  links: [{ netns: host, ifindex: 3, name: 'br0', hardwareType: 1, flags: 1 }],
  addresses: [],
  nftables: [],
  xtables: [],
  containers: [],
  networks: [],
  sysctls: [host, shared].map((netns) => ({ netns, values: {} })),
  problems: [],
}

const words = ({ protocol, address, port, onlyIpv6, device, process }: Listener): string =>
  [`${protocol} ${address}:${port}`, onlyIpv6 ? 'v6only' : '', device ?? '', process ?? '-'].filter(Boolean).join(' ')

const listenersIn = (changes: Partial<Snapshot>, key: string): string[] | null => {
  const attributes = buildTopology({ ...snapshot, ...changes }).getNodeAttributes(key)
  if (attributes.kind !== 'container' && attributes.kind !== 'netns') throw new Error(`${key} has no listeners`)
  return attributes.listeners?.map(words) ?? null
}

describe('who listens', () => {
  it('is by port, each once, with its device and process', () => {
    const workers = [socket(host, 'tcp 0.0.0.0:443'), socket(host, 'tcp 0.0.0.0:443')]
    const sockets = [
      ...workers,
      socket(host, 'udp 0.0.0.0:67', { device: 3 }),
      socket(host, 'tcp :::80', { onlyIpv6: true }),
      socket(host, 'tcp 127.0.0.1:80'),
      socket(host, 'udp 0.0.0.0:9', { device: 77 }),
    ]
    const socketOwners = workers.map((one) => ownerOf(one, 'nginx'))
    expect(listenersIn({ sockets, socketOwners }, 'netns:10')).toEqual([
      'udp 0.0.0.0:9 77 -',
      'udp 0.0.0.0:67 br0 -',
      'tcp 127.0.0.1:80 -',
      'tcp :::80 v6only -',
      'tcp 0.0.0.0:443 nginx',
    ])
  })

  it('is nobody who is connected, raw, without a port, or not listening', () => {
    const remote = { address: '192.0.2.1', port: 53 }
    const sockets = [
      socket(host, 'udp 0.0.0.0:40000', { remote, state: 'established' }),
      socket(host, 'raw 0.0.0.0:0'),
      socket(host, 'udp 0.0.0.0:0'),
      socket(host, 'tcp 0.0.0.0:40001', { remote, state: 'established' }),
      socket(host, 'sctp 0.0.0.0:40002', { state: 'close' }),
    ]
    expect(listenersIn({ sockets }, 'netns:10')).toEqual([])
  })

  it('tells every address of a socket of SCTP', () => {
    const sockets = [socket(host, 'sctp 10.0.0.1:5000', { locals: ['10.0.0.1', '10.0.0.2'] })]
    expect(listenersIn({ sockets }, 'netns:10')).toEqual(['sctp 10.0.0.1:5000 -', 'sctp 10.0.0.2:5000 -'])
  })
})

describe('whose a listener is, in a namespace that containers share', () => {
  const joined = container('joined', { networkMode: 'container:first' })
  const containers = [joined, container('first', { networkMode: 'shop' })]
  const ofJoined = socket(shared, 'tcp 0.0.0.0:9000')
  const ofNobody = socket(shared, 'tcp 0.0.0.0:9001')
  const ofAnother = socket(shared, 'tcp 0.0.0.0:9002')
  const sockets = [ofJoined, ofNobody, ofAnother]
  const socketOwners = [ownerOf(ofJoined, 'probe', 'joined'), ownerOf(ofAnother, 'ncat', 'elsewhere')]

  it('goes by the cgroup of the process; else it is of the one that the others joined', () => {
    expect(listenersIn({ containers, sockets, socketOwners }, 'ctr:joined')).toEqual(['tcp 0.0.0.0:9000 probe'])
    expect(listenersIn({ containers, sockets, socketOwners }, 'ctr:first')).toEqual([
      'tcp 0.0.0.0:9001 -',
      'tcp 0.0.0.0:9002 ncat',
    ])
    expect(listenersIn({ containers, sockets, socketOwners }, 'netns:20')).toEqual([])
  })

  it('in a namespace of the host, or of the engine, what is no container’s is the namespace’s', () => {
    const root = { ...sharedNetns, root: true }
    const engine = { address: '', version: '', apiVersion: '', pid: 1, netns: shared }
    for (const place of [{ namespaces: [hostNetns, root] }, { engine }]) {
      const changes = { containers, sockets, socketOwners, ...place }
      expect(listenersIn(changes, 'ctr:joined')).toEqual(['tcp 0.0.0.0:9000 probe'])
      expect(listenersIn(changes, 'ctr:first')).toEqual([])
      expect(listenersIn(changes, 'netns:20')).toEqual(['tcp 0.0.0.0:9001 -', 'tcp 0.0.0.0:9002 ncat'])
    }
  })

  it('Docker’s name server is left out, but not one of the container’s own at the same address', () => {
    const dockers = socket(shared, 'udp 127.0.0.11:40000')
    const own = socket(shared, 'udp 127.0.0.11:53')
    const changes = {
      containers,
      sockets: [dockers, own],
      socketOwners: [ownerOf(dockers, 'dockerd'), ownerOf(own, 'dnsmasq', 'first')],
    }
    expect(listenersIn(changes, 'ctr:first')).toEqual(['udp 127.0.0.11:53 dnsmasq'])
    expect(listenersIn({ ...changes, containers: [] }, 'netns:20')).toHaveLength(2)
  })
})

describe('what was not looked at is null', () => {
  const containers = [container('first')]
  const sockets = [socket(host, 'tcp 0.0.0.0:22')]
  const problem = { collector: 'sockets', kind: 'malformed', about: 'netns blue', message: '' } as const

  it.each<[string, Partial<Snapshot>]>([
    ['a namespace that was not entered', { sysctls: [{ netns: host, values: {} }] }],
    ['a namespace whose sockets could not be read', { problems: [problem] }],
    ['the same, called by its inode', { problems: [{ ...problem, about: 'netns 20' }] }],
  ])('%s', (_, changes) => {
    expect(listenersIn({ containers, sockets, ...changes }, 'ctr:first')).toBe(null)
    expect(listenersIn({ containers, sockets, ...changes }, 'netns:20')).toBe(null)
    expect(listenersIn({ containers, sockets, ...changes }, 'netns:10')).toEqual(['tcp 0.0.0.0:22 -'])
  })

  it('no namespace at all, where the kernel refuses', () => {
    const problems = [{ collector: 'sockets', kind: 'denied', message: '' } as const]
    expect(listenersIn({ problems }, 'netns:10')).toBe(null)
    // The same words about owners only.
    expect(listenersIn({ problems, sockets }, 'netns:10')).toHaveLength(1)
  })

  it('a container whose namespace is not known, but not one that does not run', () => {
    const lost = { containers: [container('first', { netns: null })] }
    expect(listenersIn(lost, 'ctr:first')).toBe(null)
    expect(listenersIn({ containers: [container('first', { netns: null, pid: 0 })] }, 'ctr:first')).toEqual([])
  })
})
