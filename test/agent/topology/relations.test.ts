import { describe, expect, it } from 'vitest'
import { buildTopology } from '../../../agent/topology/build.ts'
import type { Dumped } from '../../../collectors/dumped.ts'
import type { LinkRecord } from '../../../collectors/links.ts'
import type { Namespace } from '../../../collectors/namespaces/record.ts'
import type { Address } from '../../../collectors/netlink/messages/address.ts'
import type { Nexthop } from '../../../collectors/netlink/messages/nexthop.ts'
import type { Route } from '../../../collectors/netlink/messages/route.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { exampleSnapshot } from '../../exporters/example-snapshot.ts'

const empty: Snapshot = {
  ...exampleSnapshot,
  engine: null,
  namespaces: [],
  links: [],
  addresses: [],
  routes: [],
  nexthops: [],
  bridgeVlans: [],
  containers: [],
  networks: [],
}

const namespace = (id: string, inode: number | null, root = false): Namespace => ({
  id,
  inode,
  names: [],
  pids: [],
  root,
  holder: inode === null ? 'unknown' : 'process',
})

type Place = readonly [netns: string, ifindex: number]

const link = ([netns, ifindex]: Place, more: Partial<LinkRecord> = {}): LinkRecord => ({
  netns,
  ifindex,
  hardwareType: 1,
  flags: 1,
  name: `if${ifindex}`,
  ...more,
})

const veth = (place: Place, [netns, ifindex]: Place, more: Partial<LinkRecord['info'] & object> = {}): LinkRecord =>
  link(place, { link: ifindex, linkNetns: netns, info: { link: { kind: 'veth' }, ...more } })

const port = { port: { kind: 'bridge', data: { state: 'forwarding' } } } as const

const defaultRoute = ([netns, outputInterface]: Place, gateway: string): Dumped<Route> => ({
  netns,
  family: 2,
  destinationLength: 0,
  sourceLength: 0,
  tos: 0,
  protocol: 3,
  scope: 0,
  type: 'unicast',
  flags: 0,
  outputInterface,
  gateway,
})

const address = ([netns, ifindex]: Place, local: string): Dumped<Address> => ({
  netns,
  ifindex,
  family: 2,
  prefixLength: 24,
  scope: 0,
  local,
  address: local,
})

const edges = (snapshot: Partial<Snapshot>, kind: string): string[] => {
  const graph = buildTopology({ ...empty, ...snapshot })
  return graph.filterEdges((_, attributes) => attributes.kind === kind).map((key) => key.slice(kind.length + 1))
}

const two = [namespace('1', 100, true), namespace('2', 200)]

describe('veth-peer', () => {
  it('is one edge a pair, from the lower inode, though both ends have the same ifindex', () => {
    const links = [
      veth(['2', 2], ['1', 2]),
      veth(['1', 2], ['2', 2]),
      veth(['1', 3], ['1', 4]),
      veth(['1', 4], ['1', 3]),
    ]
    expect(edges({ namespaces: two, links }, 'veth-peer')).toEqual(['if:100/2>if:200/2', 'if:100/3>if:100/4'])
  })

  it('is not drawn to an end that names another peer, or to one that is going away', () => {
    const links = [
      veth(['2', 2], ['1', 5]),
      veth(['1', 5], ['2', 9]),
      link(['1', 6], { link: 7, linkNetns: null, info: { link: { kind: 'veth' } } }),
    ]
    expect(edges({ namespaces: two, links }, 'veth-peer')).toEqual([])
  })

  it('is drawn where only one end could be told in which namespace the other is', () => {
    const blind = (place: Place, peer: number): LinkRecord => ({ ...veth(place, ['', peer]), linkNetns: null })
    const links = [
      blind(['1', 5], 2),
      veth(['2', 2], ['1', 5]),
      // Two say that they are its peer.
      blind(['1', 6], 3),
      veth(['2', 3], ['1', 6]),
      veth(['3', 3], ['1', 6]),
      // The other end has another index than it says.
      blind(['1', 7], 9),
      veth(['2', 8], ['1', 7]),
      // No end knows.
      blind(['1', 10], 10),
      blind(['2', 10], 10),
    ]
    const namespaces = [...two, namespace('3', 300)]
    expect(edges({ namespaces, links }, 'veth-peer')).toEqual(['if:100/5>if:200/2'])
  })

  it('leads into a namespace that nobody could open', () => {
    const namespaces = [namespace('1', 100, true), namespace('hub:3', null)]
    const links = [veth(['1', 5], ['hub:3', 2]), veth(['hub:3', 2], ['1', 5])]
    expect(edges({ namespaces, links }, 'veth-peer')).toEqual(['if:unknown-3/2>if:100/5'])
    expect(edges({ namespaces, links }, 'in')).toContain('if:unknown-3/2>netns:unknown-3')
  })
})

describe('over', () => {
  it('leads to the lower device, also in another namespace', () => {
    const links = [
      link(['1', 2]),
      link(['2', 2], { link: 2, linkNetns: '1', info: { link: { kind: 'macvlan' } } }),
      // Moved: its own ifindex stands where the lower device should; its data tells.
      link(['2', 7], { link: 7, linkNetns: '1', info: { link: { kind: 'vxlan', data: { link: 2 } } } }),
    ]
    expect(edges({ namespaces: two, links }, 'over')).toEqual(['if:200/2>if:100/2', 'if:200/7>if:100/2'])
  })

  it('leads from a bond to its members, and not from a bridge to its ports', () => {
    const links = [
      link(['1', 2], { master: 4, info: { port: { kind: 'bond', data: {} } } }),
      link(['1', 3], { master: 5, info: port }),
      link(['1', 4]),
      link(['1', 5]),
    ]
    expect(edges({ namespaces: two, links }, 'over')).toEqual(['if:100/4>if:100/2'])
    expect(edges({ namespaces: two, links }, 'bridge-port')).toEqual(['if:100/3>if:100/5'])
  })
})

describe('uplink', () => {
  it('is the interface of a default route: plain, of several next hops, of a nexthop object', () => {
    const nexthop: Dumped<Nexthop> = {
      netns: '1',
      family: 2,
      scope: 0,
      protocol: 4,
      flags: 0,
      id: 8,
      outputInterface: 4,
    }
    const { outputInterface: _, gateway: __, ...bare } = defaultRoute(['1', 0], '')
    const hop = { length: 16, flags: 0, hops: 0, ifindex: 3, gateway: '203.0.113.1' }
    const routes = [defaultRoute(['1', 2], '192.0.2.1'), { ...bare, multipath: [hop] }, { ...bare, nexthopId: 8 }]
    const links = [link(['1', 2]), link(['1', 3]), link(['1', 4])]
    expect(edges({ namespaces: two, links, routes, nexthops: [nexthop] }, 'uplink')).toEqual([
      'if:100/2>world',
      'if:100/3>world',
      'if:100/4>world',
    ])
  })

  const three = [namespace('1', 100, true), namespace('2', 200), namespace('3', 300)]
  const routes = [defaultRoute(['3', 2], '192.0.2.1')]

  it('is not the way of a container to its host', () => {
    const throughBridge = [veth(['3', 2], ['2', 5]), veth(['2', 5], ['3', 2], port)]
    expect(edges({ namespaces: three, links: throughBridge, routes }, 'uplink')).toEqual([])
    const toRoot = [veth(['3', 2], ['1', 5]), veth(['1', 5], ['3', 2])]
    expect(edges({ namespaces: three, links: toRoot, routes }, 'uplink')).toEqual([])
    const offItsBridge = [veth(['3', 2], ['2', 5]), veth(['2', 5], ['3', 2]), link(['2', 6])]
    const addresses = [address(['2', 6], '192.0.2.1')]
    expect(edges({ namespaces: three, links: offItsBridge, routes, addresses }, 'uplink')).toEqual([])
  })

  it('is a veth whose other end is itself the gateway', () => {
    const links = [veth(['3', 2], ['2', 5]), veth(['2', 5], ['3', 2])]
    const addresses = [address(['2', 5], '192.0.2.1')]
    expect(edges({ namespaces: three, links, routes, addresses }, 'uplink')).toEqual(['if:300/2>world'])
  })
})
