import { afterAll, beforeAll, expect, test } from 'vitest'
import { why } from '../../../agent/reachability/why.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import { busyboxImage } from '../../lab/busybox-image.ts'
import { type DockerHost, type Lab, openLab } from '../../lab/lab.ts'
import { askVerified, lookThrough } from './docker-asked.ts'

let lab: Lab
let host: DockerHost
let snapshot: Snapshot
let web: string
let world: string

beforeAll(async () => {
  lab = await openLab()
  host = await lab.dockerHost({ name: 'uncommon', uplink: true, args: ['--userland-proxy=false'] })
  const routed = ['ipv4', 'ipv6'].flatMap((family) => ['-o', `com.docker.network.bridge.gateway_mode_${family}=routed`])
  const subnets = ['--ipv6', '--subnet=10.215.0.0/24', '--subnet=fd00:215::/64']
  await host.cli('network', 'create', ...subnets, ...routed, 'routed')
  await host.cli('network', 'create', '--subnet=10.216.0.0/24', 'net')
  const serve = [busyboxImage, 'httpd', '-f', '-p', '80', '-h', '/www']
  await host.cli('run', '-d', '--name', 'plain', '--network=routed', ...serve)
  await host.cli('run', '-d', '--name', 'web', '--network=net', '-p', '700:80', '-p', '8080:80', ...serve)
  snapshot = await lookThrough(host)
  world = `netns:${host.world?.netns}`
  web = snapshot.containers.find(({ name }) => name === 'web')?.netns ?? ''
}, 120_000)

afterAll(async () => {
  await lab[Symbol.asyncDispose]()
})

const idOf = (netns: string | undefined): string =>
  snapshot.namespaces.find(({ names }) => netns !== undefined && names.includes(netns))?.id ?? ''

test.each([
  ['10.215.0.2', 'ipv4', '10.215.0.0/24'],
  ['fd00:215::2', 'ipv6', 'fd00:215::/64'],
])('routed-mode-no-route: nobody told the others where %s is', async (address, family, subnet) => {
  const to = address.includes(':') ? `[${address}]:80` : `${address}:80`
  const answer = await askVerified(snapshot, { from: world, to })
  expect(answer.cause).toMatchObject({
    id: 'routed-mode-no-route',
    evidence: [{}, { fact: `com.docker.network.bridge.gateway_mode_${family}=routed` }],
  })
  expect(answer.cause?.remedy[0]).toContain(`ip route add ${subnet} via HOST`)
})

test('ipv6-host-route-lost: the host forwards, and heeds no router any more', () => {
  const own = idOf(host.netns)
  // Nobody of the snapshot is behind the uplink, as on a real host.
  const links = snapshot.links
    .filter(({ netns }) => netns !== idOf(host.world?.netns))
    .map((link) => {
      if (link.netns !== own || link.name !== 'uplink0') return link
      const { linkNetnsid: _, linkNetns: __, link: ___, info: ____, ...card } = link
      const { protocols } = card
      const ipv6 = protocols?.ipv6
      const settings = { ...ipv6?.settings, forwarding: 1, acceptRa: 1 }
      return { ...card, protocols: { ...protocols, ipv6: { ...ipv6, settings } } } as typeof link
    })
  const routes = snapshot.routes.filter(
    ({ netns, family, destinationLength, type }) =>
      netns !== own || family !== 10 || destinationLength > 0 || type !== 'unicast',
  )
  const namespaces = snapshot.namespaces.filter(({ id }) => id !== idOf(host.world?.netns))
  const answer = why(
    { ...snapshot, links, routes, namespaces },
    { from: `netns:${host.netns}`, to: '[2001:db8:1::1]:443' },
  )
  expect(answer).toMatchObject({
    outcome: 'network-unreachable',
    cause: { id: 'ipv6-host-route-lost', remedy: [expect.stringContaining('net.ipv6.conf.uplink0.accept_ra=2')] },
  })
})

/** The same host as a rootless engine would have it: its namespace is not that of the machine. */
test.each([
  [8080, /^# as the user of the engine/],
  [700, /^sysctl -w net\.ipv4\.ip_unprivileged_port_start=700$/],
])('rootless-port-driver: nobody brings port %i to the host', (port, remedy) => {
  const { engine } = snapshot
  if (engine === null) throw new Error('no engine')
  const own = idOf(host.netns)
  const rootless: Snapshot = {
    ...snapshot,
    engine: { ...engine, netns: web },
    containers: snapshot.containers.map((one) => ({ ...one, namespaces: { ...one.namespaces, user: 4026532999 } })),
    namespaces: snapshot.namespaces.map((one) => ({ ...one, root: one.id === own })),
    nftables: snapshot.nftables.filter(({ netns }) => netns !== own),
    sockets: snapshot.sockets.filter(({ netns }) => netns !== own),
  }
  const { cause, outcome } = why(rootless, { from: `netns:${host.netns}`, to: `127.0.0.1:${port}` })
  expect({ id: cause?.id, outcome }).toEqual({ id: 'rootless-port-driver', outcome: 'refused' })
  expect(cause?.remedy[0]).toMatch(remedy)
  expect(cause?.evidence[1]?.fact).toBe('net.ipv4.ip_unprivileged_port_start = 1024')
})

test('an engine in a namespace of its own is not a rootless one', () => {
  const { engine } = snapshot
  const own = idOf(host.netns)
  const apart: Snapshot = {
    ...snapshot,
    engine: engine && { ...engine, netns: web },
    namespaces: snapshot.namespaces.map((one) => ({ ...one, root: one.id === own })),
    nftables: snapshot.nftables.filter(({ netns }) => netns !== own),
    sockets: snapshot.sockets.filter(({ netns }) => netns !== own),
  }
  const { cause } = why(apart, { from: `netns:${host.netns}`, to: '127.0.0.1:8080' })
  expect(cause?.id).toBe('no-listener')
})

// The last one: it takes the rules of the engine away.
test('table-incompatible: rules of nft stand where iptables-nft wants to write', async () => {
  const table =
    'table ip filter { chain FORWARD { type filter hook forward priority filter; tcp dport { 80, 81 } drop; }; }'
  await host.exec(['nft', 'delete', 'table', 'ip', 'filter'])
  const { status, stderr } = await host.exec(['nft', table])
  expect(status, stderr).toBe(0)
  const answer = await askVerified(await lookThrough(host), { from: world, to: '198.51.100.2:8080' })
  expect(answer).toMatchObject({
    outcome: 'timeout',
    cause: { id: 'table-incompatible', rule: { table: 'filter', chain: 'FORWARD', position: 1 } },
  })
})
