import { type View, viewOf, withAudit } from '../../agent/live/view.ts'
import { blankContainer } from '../../collectors/containers/blank-container.ts'
import type { Container } from '../../collectors/containers/record.ts'
import { collectors, type NamespaceRecords } from '../../collectors/index.ts'
import type { LinkRecord } from '../../collectors/links.ts'
import type { Namespace } from '../../collectors/namespaces/record.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'
import { exampleAudit } from './example-audit.ts'
import { nftables, xtables } from './example-firewall.ts'
import { hostile, ids, netns } from './example-ids.ts'
import { exampleUsage } from './example-usage.ts'

export { hostile, ids } from './example-ids.ts'

const { host, web, blue } = netns

const namespace = (values: Partial<Namespace> & Pick<Namespace, 'id' | 'inode'>): Namespace => ({
  names: [],
  pids: [],
  root: false,
  holder: 'process',
  ...values,
})

/** Counters that differ from each other, so that a mixed-up pair shows. */
export const stats = (seed: bigint): NonNullable<LinkRecord['stats64']> => ({
  rxPackets: seed + 1n,
  txPackets: seed + 2n,
  rxBytes: seed + 3n,
  txBytes: seed + 4n,
  rxErrors: seed + 5n,
  txErrors: seed + 6n,
  rxDropped: seed + 7n,
  txDropped: seed + 8n,
  multicast: 0n,
  collisions: 0n,
  rxLengthErrors: 0n,
  rxOverErrors: 0n,
  rxCrcErrors: 0n,
  rxFrameErrors: 0n,
  rxFifoErrors: 0n,
  rxMissedErrors: 1n,
  txAbortedErrors: 0n,
  txCarrierErrors: 0n,
  txFifoErrors: 0n,
  txHeartbeatErrors: 0n,
  txWindowErrors: 0n,
})

/** IFF_UP and the line is up. */
const up = 0x10043

const link = (values: Partial<LinkRecord> & Pick<LinkRecord, 'netns' | 'ifindex' | 'name'>): LinkRecord => ({
  hardwareType: 1,
  flags: up,
  mtu: 1500,
  operState: 'UP',
  address: `02:00:00:00:0${values.netns}:0${values.ifindex}`,
  stats64: stats(BigInt(values.ifindex) * 1000n),
  ...values,
})

const veth = { link: { kind: 'veth' } } as const

const links: LinkRecord[] = [
  link({ netns: host, ifindex: 1, name: 'lo', flags: up | 8, hardwareType: 772 }),
  link({ netns: host, ifindex: 2, name: 'eth0', stats64: stats(2n ** 60n) }),
  link({
    netns: host,
    ifindex: 3,
    name: 'br-shop',
    info: { link: { kind: 'bridge', data: { ageingTime: 30_000, stpState: 0, vlanFiltering: false } } },
  }),
  link({
    netns: host,
    ifindex: 7,
    name: 'veth7',
    master: 3,
    link: 8,
    linkNetns: web,
    info: { ...veth, port: { kind: 'bridge', data: { state: 'forwarding', hairpin: false, isolated: true, cost: 2 } } },
  }),
  link({
    netns: host,
    ifindex: 9,
    name: 'vx9',
    master: 3,
    info: { link: { kind: 'vxlan', data: { id: 42 } }, port: { kind: 'bridge', data: { state: 'blocking' } } },
  }),
  link({ netns: host, ifindex: 5, name: 'x"\\<b>', link: 6, linkNetns: blue, info: veth }),
  link({ netns: web, ifindex: 1, name: 'lo', flags: up | 8, hardwareType: 772 }),
  link({ netns: web, ifindex: 8, name: 'eth0', link: 7, linkNetns: host, info: veth }),
  link({ netns: blue, ifindex: 6, name: 'blue0', link: 5, linkNetns: host, info: veth }),
]

const container = (values: Partial<Container> & Pick<Container, 'id' | 'name'>): Container => ({
  ...blankContainer({ id: values.id, name: values.name, runtime: 'docker' }),
  state: 'running',
  image: 'shop:1',
  createdAt: '2026-01-01T00:00:00Z',
  cgroup: `/system.slice/docker-${values.id}.scope`,
  ...values,
})

/** Own keys such as `__proto__` can only come from JSON, as they do from Docker. */
const hostileLabels: { [name: string]: string } = JSON.parse(
  JSON.stringify({ 'com.docker.compose.project': hostile, secret: 'not for metrics' }).replace(
    '{',
    '{"__proto__":"proto","constructor":"constructor",',
  ),
)

const containers: Container[] = [
  container({
    id: ids.sidecar,
    name: 'sidecar',
    networkMode: `container:${ids.web}`,
    netns: web,
    pid: 101,
    createdAt: '2025-01-01T00:00:00Z',
    startedAt: '2026-01-01T00:00:03.5Z',
  }),
  container({
    id: ids.web,
    name: 'web',
    networkMode: 'shop',
    netns: web,
    pid: 100,
    startedAt: '2026-01-01T00:00:01.123456789Z',
    restartCount: 3,
    restartPolicy: 'on-failure:5',
    health: 'unhealthy',
    imageId: 'sha256:1a6e',
    labels: hostileLabels,
    limits: { memoryBytes: 2 ** 30, cpuShares: 2048 },
    namespaces: { cgroup: 11, ipc: 12, mnt: 13, net: 4026532301, pid: 15, user: 16, uts: 17 },
    ports: [
      { protocol: 'tcp', containerPort: 80, hostIp: '0.0.0.0', hostPort: 8080 },
      { protocol: 'tcp', containerPort: 443 },
    ],
    endpoints: [
      {
        networkId: 'n'.repeat(64),
        networkName: 'shop',
        endpointId: 'e',
        mac: '02:00:00:00:02:08',
        ipv4: '172.18.0.2',
        ipv4PrefixLength: 16,
        ipv6: '',
        ipv6PrefixLength: 0,
        gateway: '172.18.0.1',
        ipv6Gateway: '',
        aliases: ['www'],
        dnsNames: ['web', 'www'],
        links: [],
      },
    ],
  }),
  container({
    id: ids.exporter,
    name: 'exporter',
    networkMode: 'host',
    netns: host,
    pid: 102,
    namespaces: { net: 4026531840, user: 16 },
  }),
  container({
    id: ids.old,
    name: 'old',
    state: 'exited',
    finishedAt: '2026-01-02T00:00:00Z',
    exitCode: 137,
    oomKilled: true,
  }),
]

const fdbEntry = (values: Partial<Snapshot['fdb'][number]>): Snapshot['fdb'][number] => ({
  netns: host,
  family: 7,
  ifindex: 7,
  state: 2,
  flags: 0,
  type: 0,
  ...values,
})

/** Every kind of record that there is, none of them. */
const noRecords = Object.fromEntries(Object.keys(collectors).map((name) => [name, []])) as unknown as NamespaceRecords

/** A small host as a snapshot: a bridge network, a sidecar, a container in the host's network, a named namespace. */
export const exampleSnapshot: Snapshot = {
  schema: 'netloupe.snapshot/1',
  version: '1.2.3',
  takenAt: '2026-01-02T03:04:05.678Z',
  tookMs: 12.5,
  host: {
    hostname: 'machine',
    kernel: '6.18.0',
    architecture: 'x64',
    os: { id: 'debian', name: 'Debian', version: '13' },
    hardware: { vendor: '', product: '' },
    cpu: { model: '', logicalCores: 2 },
    memoryBytes: 2 ** 33,
    bootTime: '2026-01-01T00:00:00.000Z',
    uptimeSeconds: 97_445,
    namespaces: { cgroup: 1, ipc: 2, mnt: 3, net: 4026531840, pid: 5, user: 16, uts: 7 },
  },
  engine: { address: 'unix:///var/run/docker.sock', version: '29.0.0', apiVersion: '1.52', pid: 50, netns: host },
  ...noRecords,
  nftables,
  xtables,
  namespaces: [
    namespace({ id: host, inode: 4026531840, root: true, pids: [1], command: 'init' }),
    namespace({ id: web, inode: 4026532301, pids: [100, 101], command: 'nginx' }),
    namespace({ id: blue, inode: 4026532400, names: ['blue'], holder: 'name' }),
    namespace({ id: 'hub:7', inode: null, holder: 'unknown' }),
  ],
  links,
  addresses: [
    { netns: host, family: 2, prefixLength: 16, scope: 0, ifindex: 3, address: '172.18.0.1', local: '172.18.0.1' },
    { netns: web, family: 2, prefixLength: 16, scope: 0, ifindex: 8, address: '172.18.0.2', local: '172.18.0.2' },
    { netns: web, family: 2, prefixLength: 8, scope: 254, ifindex: 1, address: '127.0.0.1', local: '127.0.0.1' },
  ],
  fdb: [
    fdbEntry({ address: '02:00:00:00:02:08', master: 3, ages: { confirmed: 0, used: 5, updated: 250, references: 0 } }),
    fdbEntry({ address: '02:00:00:00:01:07', master: 3, state: 0x80, vlan: 1 }),
    fdbEntry({ address: '02:00:00:00:01:03', master: 3, ifindex: 3, state: 0x80 }),
    fdbEntry({ address: '02:aa:00:00:00:01', master: 3, ifindex: 9, state: 0x40 }),
    fdbEntry({ address: '02:aa:00:00:00:02', master: 3, ifindex: 9, flags: 0x10 }),
    fdbEntry({ address: '02:aa:00:00:00:02', ifindex: 9, state: 0x80, flags: 2, destination: '192.0.2.7' }),
    fdbEntry({ address: '33:33:00:00:00:01', ifindex: 2, state: 0x80, flags: 2 }),
  ],
  containers,
  networks: [
    {
      id: 'n'.repeat(64),
      name: 'shop',
      driver: 'bridge',
      scope: 'local',
      internal: false,
      attachable: false,
      ingress: false,
      ipv6: false,
      createdAt: '',
      subnets: [{ subnet: '172.18.0.0/16', gateway: '172.18.0.1', ipRange: '' }],
      options: {},
      labels: {},
      bridge: 'br-shop',
    },
  ],
  usage: exampleUsage(2),
  socketOwners: [],
  portProxies: [],
  problems: [
    { collector: 'links', kind: 'vanished', message: 'gone' },
    { collector: 'links', kind: 'vanished', message: 'gone too' },
    { collector: 'docker', kind: 'denied', message: 'no' },
  ],
  runs: [
    { collector: 'docker', durationSeconds: 0.25, success: false, problems: 1 },
    { collector: 'links', durationSeconds: 0.5, success: true, problems: 2 },
  ],
}

export const exampleView: View = withAudit(viewOf(exampleSnapshot), exampleAudit)
