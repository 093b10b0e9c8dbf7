import { expect, test } from 'vitest'
import type { Answer } from '../../../agent/reachability/answer.ts'
import { why } from '../../../agent/reachability/why.ts'
import type { LinkInfo } from '../../../collectors/netlink/link-kinds/index.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { type MadeDevice, type MadeHosts, madeSnapshot, pair } from '../link/made-hosts.ts'

/** What the kernel of the tests does not have, or what would keep a processor busy for ever: as a snapshot shows it. */
interface MadeCase {
  readonly cause: string
  readonly hosts: MadeHosts
  readonly edit?: (snapshot: Snapshot) => Snapshot
  readonly from: string
  readonly to: string
  readonly outcome: Answer['outcome']
  readonly verdict?: Answer['verdict']
  /** `NAMESPACE INTERFACE`, or only the namespace. */
  readonly blames: string
  readonly remedy: RegExp
}

const vlan = (id: number): LinkInfo => ({ kind: 'vlan', data: { id, protocol: 0x8100 } })
const bridge = (name: string, more: Partial<MadeDevice> = {}): MadeDevice => ({
  name,
  info: { kind: 'bridge', data: {} },
  ...more,
})
const portOn = (master: string, device: MadeDevice, more: Partial<MadeDevice> = {}): MadeDevice => ({
  ...device,
  master,
  port: { kind: 'bridge', data: { state: 'forwarding' } },
  ...more,
})
const filtering = (name: string): MadeDevice =>
  bridge(name, { info: { kind: 'bridge', data: { vlanFiltering: true, vlanProtocol: 0x8100 } } })
const inVlan = (id: number): Partial<MadeDevice> => ({ vlans: [{ from: id, to: id, pvid: true, untagged: true }] })

const [a, pa] = pair('a eth0', 'sw pa')
const [b, pb] = pair('b eth0', 'sw pb')
const [left, right] = pair('a eth0', 'b eth0')
const [up, lan] = pair('host up0', 'lan eth0')
const [p, q] = pair('sw p', 'sw q')
const [r, s] = pair('sw r', 'sw s')

/** A default route that leads to whoever is on the link. */
const byLink = (netns: string, outputInterface: number): Snapshot['routes'][number] => ({
  netns,
  family: 2,
  type: 'unicast',
  scope: 253,
  table: 254,
  protocol: 3,
  tos: 0,
  flags: 0,
  sourceLength: 0,
  destinationLength: 0,
  outputInterface,
})
const way = (netns: string, gateway: string, outputInterface: number): Snapshot['routes'][number] => ({
  ...byLink(netns, outputInterface),
  scope: 0,
  gateway,
})
const withWays =
  (...ways: readonly Snapshot['routes'][number][]) =>
  (snapshot: Snapshot): Snapshot => ({ ...snapshot, routes: [...snapshot.routes, ...ways] })

const forwarding = (netns: string, snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  links: snapshot.links.map((link) =>
    link.netns === netns ? { ...link, protocols: { ipv4: { settings: { forwarding: 1 } } } } : link,
  ),
})

const cases: readonly MadeCase[] = [
  {
    cause: 'vlan-filter-mismatch',
    hosts: {
      sw: [filtering('br0'), portOn('br0', pa, inVlan(10)), portOn('br0', pb, inVlan(20))],
      a: [{ ...a, addresses: ['10.0.0.1/24'] }],
      b: [{ ...b, addresses: ['10.0.0.2/24'] }],
    },
    from: 'a',
    to: '10.0.0.2/icmp',
    outcome: 'host-unreachable',
    blames: 'sw pb',
    remedy: /^ip netns exec sw bridge vlan add dev pb vid 10$/,
  },
  {
    cause: 'vlan-tag-mismatch',
    hosts: {
      a: [left, { name: 'eth0.10', info: vlan(10), over: 'a eth0', addresses: ['10.0.0.1/24'] }],
      b: [right, { name: 'eth0.11', info: vlan(11), over: 'b eth0', addresses: ['10.0.0.2/24'] }],
    },
    from: 'a',
    to: '10.0.0.2/icmp',
    outcome: 'host-unreachable',
    blames: 'a eth0.10',
    remedy: /^# use the same VLAN on both sides/,
  },
  {
    cause: 'ipvlan-l3-no-return-route',
    hosts: {
      host: [{ ...up, mac: '02:00:00:00:00:07', addresses: ['10.0.0.9/24'] }],
      lan: [{ ...lan, addresses: ['10.0.0.8/24'] }],
      a: [
        {
          name: 'eth0',
          mac: '02:00:00:00:00:07',
          info: { kind: 'ipvlan', data: { mode: 'l3', flags: 0 } },
          over: 'host up0',
          addresses: ['10.7.0.1/24'],
        },
      ],
    },
    edit: withWays(byLink('a', 2)),
    from: 'a',
    to: '10.0.0.8/icmp',
    outcome: 'timeout',
    blames: 'a eth0',
    remedy: /^ip netns exec lan ip route add 10\.7\.0\.0\/24 via 10\.0\.0\.9$/,
  },
  {
    cause: 'vpn-allowed-ips',
    hosts: {
      host: [
        { ...up, addresses: ['10.9.0.1/24'] },
        { name: 'wg0', info: { kind: 'wireguard' }, hardwareType: 65534, addresses: ['10.8.0.1/24'] },
      ],
      lan: [{ ...lan, addresses: ['10.9.0.2/24'] }],
    },
    edit: (snapshot) => forwarding('host', withWays(way('lan', '10.9.0.1', 2))(snapshot)),
    from: 'lan',
    to: '10.8.0.2/icmp',
    outcome: 'timeout',
    verdict: 'uncertain',
    blames: 'host wg0',
    remedy: /^ip netns exec host iptables -t nat -A POSTROUTING -o wg0 -s 10\.9\.0\.2\/32 -j MASQUERADE$/,
  },
  {
    cause: 'forwarding-loop',
    hosts: {
      sw: [
        bridge('br0'),
        bridge('br1'),
        portOn('br0', pa),
        portOn('br0', p),
        portOn('br1', q),
        portOn('br0', r),
        portOn('br1', s),
      ],
      a: [{ ...a, addresses: ['10.0.0.1/24'] }],
    },
    from: 'a',
    to: '10.0.0.2/icmp',
    outcome: 'host-unreachable',
    blames: 'sw s',
    remedy: /^# open the circle/,
  },
  {
    cause: 'unknown-protocol',
    // A tunnel whose other end is none.
    hosts: {
      a: [
        { ...left, addresses: ['192.168.7.1/24'] },
        {
          name: 'tun0',
          info: { kind: 'ipip', data: { local: '192.168.7.1', remote: '192.168.7.2' } },
          hardwareType: 768,
          addresses: ['10.0.0.1/24'],
        },
      ],
      b: [{ ...right, addresses: ['192.168.7.2/24'] }],
    },
    from: 'a',
    to: '10.0.0.2/icmp',
    outcome: 'timeout',
    blames: 'b eth0',
    remedy: /^# /,
  },
  {
    cause: 'dropped-without-rule',
    hosts: { a: [{ ...left, addresses: ['10.0.0.1/24'] }], b: [{ ...right, addresses: ['10.0.0.2/24'] }] },
    edit: (snapshot) => ({
      ...snapshot,
      problems: [{ collector: 'nftables', kind: 'denied', message: 'needs CAP_NET_ADMIN', netns: 'b' }],
    }),
    from: 'a',
    to: '10.0.0.2/icmp',
    outcome: 'replied',
    verdict: 'uncertain',
    blames: 'b',
    remedy: /^# run netloupe as root/,
  },
]

test.each(cases.map((one) => [one.cause, one] as const))(
  '%s',
  (_, { hosts, edit = (same) => same, from, to, outcome, verdict, cause, blames, remedy }) => {
    const snapshot = edit(madeSnapshot(hosts))
    const answer = why(snapshot, { from: `netns:${from}`, to })
    const [space = '', name] = blames.split(' ')
    const inode = snapshot.namespaces.find(({ id }) => id === space)?.inode
    const link = snapshot.links.find((one) => one.netns === space && one.name === name)
    expect(answer).toMatchObject({
      outcome,
      verdict: verdict ?? 'unreachable',
      cause: { id: cause, evidence: expect.anything(), remedy: expect.anything() },
    })
    expect(answer.cause?.evidence[0]?.object).toBe(
      link === undefined ? `netns:${inode}` : `if:${inode}/${link.ifindex}`,
    )
    expect(answer.cause?.remedy[0]).toMatch(remedy)
  },
)
