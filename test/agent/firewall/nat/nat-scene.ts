import type { NatFault, NatPort, NatReport } from '../../../../agent/firewall/nat/record.ts'
import { natReport } from '../../../../agent/firewall/nat/report.ts'
import type { AnalysedTable } from '../../../../agent/firewall/ruleset/analysis.ts'
import { analysedXtTable } from '../../../../agent/firewall/ruleset/of-xtables.ts'
import { blankContainer } from '../../../../collectors/containers/blank-container.ts'
import type { Container, Endpoint, Network, PublishedPort } from '../../../../collectors/containers/record.ts'
import type { Dumped } from '../../../../collectors/dumped.ts'
import type { LinkRecord } from '../../../../collectors/links.ts'
import type { Address } from '../../../../collectors/netlink/messages/address.ts'
import type { Snapshot } from '../../../../collectors/snapshot.ts'
import type { PortProxy, SocketOwner, SocketRecord } from '../../../../collectors/sockets/record.ts'
import { exampleSnapshot } from '../../../exporters/example-snapshot.ts'
import { savedTables } from '../facts/saved-tables.ts'

/** A container of a test: its namespace is called as it is. */
export interface TestContainer {
  readonly name: string
  readonly network: string
  /** Of IPv4, then of IPv6. */
  readonly addresses: readonly string[]
  /** As `docker port` would tell: `0.0.0.0:8080 -> 80/tcp`. */
  readonly ports: readonly string[]
  /** What its programs listen on: `0.0.0.0:80/tcp`. Every published port, if nothing is said. */
  readonly listens?: readonly string[]
  readonly state?: Container['state']
  readonly runtime?: string
}

export interface TestHost {
  /** Of the engine's namespace, as iptables-save and ip6tables-save write them. */
  readonly ipv4?: string
  readonly ipv6?: string
  /** More tables, those of nf_tables. */
  readonly tables?: readonly AnalysedTable[]
  readonly networks: readonly (Pick<Network, 'name' | 'bridge'> & {
    readonly subnets: readonly string[]
    readonly internal?: boolean
    readonly options?: Network['options']
  })[]
  readonly containers: readonly TestContainer[]
  /** `docker-proxy` serves each published port; otherwise dockerd keeps them. */
  readonly proxies?: boolean
  /** Sockets of others in the engine's namespace: `0.0.0.0:8080/tcp nginx`. */
  readonly sockets?: readonly string[]
  /** Interfaces beside lo, eth0 and the bridges. */
  readonly interfaces?: readonly string[]
  /** Own addresses beside those of bridges. */
  readonly addresses?: readonly string[]
  readonly change?: (snapshot: Snapshot) => Partial<Snapshot>
}

const engineNetns = '1'
const enginePid = 50
const engineCommand = 'dockerd'

/** `0.0.0.0:80/tcp`, `[::]:80/udp`. */
const endpointOf = (text: string): { address: string; port: number; protocol: 'tcp' | 'udp' } => {
  const [, six, four, port, protocol] = /^(?:\[(.*)\]|([^:]*)):(\d+)\/(tcp|udp)$/.exec(text) ?? []
  if (port === undefined) throw new Error(`${text} is no address, port and protocol`)
  return { address: six ?? four ?? '', port: Number(port), protocol: protocol === 'udp' ? 'udp' : 'tcp' }
}

const portOf = (text: string): PublishedPort => {
  const [on = '', inside = ''] = text.split(' -> ')
  const { port: containerPort, protocol } = endpointOf(`:${inside}`)
  const { address, port } = endpointOf(`${on}/${protocol}`)
  return { protocol, containerPort, hostIp: address, hostPort: port }
}

const networkId = (name: string): string => name.padEnd(64, '0')

const containerOf = ({ name, network, addresses, ports, state = 'running', runtime }: TestContainer): Container => {
  const isLive = state === 'running' || state === 'paused'
  const [ipv4 = '', ipv6 = ''] = isLive ? addresses : []
  const endpoint: Endpoint = {
    networkId: networkId(network),
    networkName: network,
    endpointId: 'e',
    mac: '',
    ipv4,
    ipv4PrefixLength: 16,
    ipv6,
    ipv6PrefixLength: 64,
    gateway: '',
    ipv6Gateway: '',
    aliases: [],
    dnsNames: [],
    links: [],
  }
  return {
    ...blankContainer({ id: name.padEnd(64, '0'), runtime: runtime ?? 'docker', name }),
    state,
    pid: isLive ? 1000 : 0,
    netns: isLive ? name : null,
    endpoints: [endpoint],
    ports: ports.map(portOf),
  }
}

/** Makes sockets with owners, which have numbers of their own. */
const socketMaker = () => {
  const sockets: SocketRecord[] = []
  const owners: SocketOwner[] = []
  const add = (netns: string, text: string, { pid, command }: { pid?: number; command: string }): number => {
    const { address, port, protocol } = endpointOf(text)
    const inode = 10_000 + sockets.length
    sockets.push({
      netns,
      protocol,
      family: address.includes(':') ? 'ipv6' : 'ipv4',
      state: protocol === 'tcp' ? 'listen' : 'close',
      local: { address, port },
      receiveQueue: 0,
      sendQueue: 0,
      uid: 0,
      inode,
      ...(address === '::' ? { onlyIpv6: netns === engineNetns } : {}),
    })
    owners.push({ inode, pid: pid ?? 2000 + sockets.length, command })
    return inode
  }
  return { sockets, owners, add }
}

const addressOf = (netns: string, local: string): Dumped<Address> => ({
  netns,
  family: local.includes(':') ? 10 : 2,
  prefixLength: 24,
  scope: 0,
  ifindex: 2,
  local,
  address: local,
})

const link = (values: Partial<LinkRecord> & Pick<LinkRecord, 'netns' | 'ifindex' | 'name'>): LinkRecord => ({
  hardwareType: 1,
  flags: 0x10043,
  ...values,
})

const bound = (address: string, port: number, protocol: string): string =>
  `${address.includes(':') ? `[${address}]` : address}:${port}/${protocol}`

/** A snapshot of a host with an engine, such as Docker's. */
export const snapshotOf = (host: TestHost): Snapshot => {
  const { sockets, owners, add } = socketMaker()
  add(engineNetns, '127.0.0.53:53/udp', { command: 'resolver' })
  const portProxies: PortProxy[] = []
  const containers = host.containers.map(containerOf)
  for (const [index, { name, netns, ports, endpoints }] of containers.entries()) {
    const { listens, addresses } = host.containers[index] ?? {}
    if (netns === null) continue
    const inside = listens ?? ports.map(({ containerPort, protocol }) => bound('::', containerPort, protocol))
    for (const text of inside) add(netns, text, { command: `${name}d` })
    for (const { hostIp = '', hostPort = 0, protocol, containerPort } of ports) {
      const isFromV6 = hostIp.includes(':')
      const text = bound(hostIp, hostPort, protocol)
      if (host.proxies === true) {
        const pid = 3000 + portProxies.length
        const inode = add(engineNetns, text, { pid, command: 'docker-proxy' })
        const ipv6 = isFromV6 ? endpoints[0]?.ipv6 : ''
        const containerAddress = ipv6 || (addresses?.[0] ?? '')
        portProxies.push({ pid, protocol, hostAddress: hostIp, hostPort, containerAddress, containerPort, inode })
      } else if (host.proxies === false) add(engineNetns, text, { pid: enginePid, command: engineCommand })
    }
  }
  for (const text of host.sockets ?? []) {
    const [at = '', command = ''] = text.split(' ')
    add(engineNetns, at, { command })
  }
  const bridges = host.networks.flatMap(({ bridge }) => bridge ?? [])
  const live = host.containers.filter((_, index) => containers[index]?.netns)
  const snapshot: Snapshot = {
    ...exampleSnapshot,
    engine: { address: '', version: '', apiVersion: '', pid: enginePid, netns: engineNetns },
    namespaces: [engineNetns, ...live.map(({ name }) => name)].map((id, index) => ({
      id,
      inode: 4_026_531_840 + index,
      names: [],
      pids: [],
      root: id === engineNetns,
      holder: 'process',
    })),
    links: [
      ...['lo', 'eth0', ...bridges, ...(host.interfaces ?? [])].map((name, index) =>
        link({ netns: engineNetns, ifindex: index + 1, name }),
      ),
      ...live.map(({ name }, index) =>
        link({ netns: name, ifindex: 2, name: 'eth0', link: 100 + index, linkNetns: engineNetns }),
      ),
    ],
    addresses: [
      ...['127.0.0.1', '192.0.2.100', ...(host.addresses ?? [])].map((local) => addressOf(engineNetns, local)),
      ...host.networks.flatMap(({ subnets }) =>
        subnets.map((subnet) => addressOf(engineNetns, subnet.replace(/0\/.*$/, '1').replace(/::\/.*$/, '::1'))),
      ),
      ...live.flatMap(({ name, addresses }) => ['127.0.0.1', ...addresses].map((local) => addressOf(name, local))),
    ],
    fdb: [],
    containers,
    networks: host.networks.map(({ name, bridge, subnets, internal = false, options = {} }) => ({
      id: networkId(name),
      name,
      driver: 'bridge',
      scope: 'local',
      internal,
      attachable: false,
      ingress: false,
      ipv6: subnets.some((subnet) => subnet.includes(':')),
      createdAt: '',
      subnets: subnets.map((subnet) => ({ subnet, gateway: '', ipRange: '' })),
      options,
      labels: {},
      ...(bridge === undefined ? {} : { bridge }),
    })),
    sockets,
    socketOwners: owners,
    portProxies,
    problems: [],
    runs: [],
  }
  return { ...snapshot, ...host.change?.(snapshot) }
}

export const tablesOf = ({ ipv4 = '', ipv6 = '', tables = [] }: TestHost): readonly AnalysedTable[] => [
  ...tables,
  ...[...savedTables(ipv4), ...savedTables(ipv6, 'ipv6')].map((table) => analysedXtTable(table, () => null)),
]

export const reportOf = (host: TestHost): NatReport => natReport(snapshotOf(host), tablesOf(host))

/** The port on which something is published: `0.0.0.0:8080/tcp`. */
export const portAt = ({ ports }: NatReport, text: string): NatPort => {
  const found = ports.filter(({ hostAddress, hostPort, protocol }) => bound(hostAddress, hostPort, protocol) === text)
  const [port, ...more] = found
  if (port === undefined || more.length > 0) throw new Error(`${found.length} ports are ${text}`)
  return port
}

/** All faults, each with what it is of: `0.0.0.0:8080/tcp no-listener`, `rules-missing`. */
export const faultIds = ({ ports, faults }: NatReport): readonly string[] => [
  ...faults.map(({ id }) => id),
  ...ports.flatMap((port) =>
    port.faults.map(({ id }) => `${bound(port.hostAddress, port.hostPort, port.protocol)} ${id}`),
  ),
]

export const faultOf = (faults: readonly NatFault[], id: string): NatFault => {
  const found = faults.find((fault) => fault.id === id)
  if (found === undefined) throw new Error(`no ${id} among ${faults.map((fault) => fault.id).join(', ')}`)
  return found
}
