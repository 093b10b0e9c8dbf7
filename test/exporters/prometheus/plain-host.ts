import { type View, viewOf } from '../../../agent/live/view.ts'
import type { Cgroup, CgroupCpu, CgroupMemory } from '../../../collectors/cgroups/record.ts'
import { blankContainer } from '../../../collectors/containers/blank-container.ts'
import type { Container } from '../../../collectors/containers/record.ts'
import type { Snapshot } from '../../../collectors/snapshot.ts'
import type { Usage } from '../../../collectors/usage-record.ts'
import { exampleSnapshot } from '../example-snapshot.ts'
import { blankUsage, interfaceCounters } from '../example-usage.ts'

const hostNetns = '1'
const MiB = 2 ** 20

/** What a container that was started with a name and an image and nothing else counts after a while. */
const plainCpu: { readonly [version in 1 | 2]: CgroupCpu } = {
  1: {
    usageNanoseconds: 9_876_543_210,
    userNanoseconds: 6_540_000_000,
    systemNanoseconds: 3_330_000_000,
    shares: 1024,
  },
  2: { usageNanoseconds: 9_876_543_000, userNanoseconds: 6_543_210_000, systemNanoseconds: 3_333_333_000, weight: 100 },
}

const plainMemory: { readonly [version in 1 | 2]: CgroupMemory } = {
  1: {
    usageBytes: 50 * MiB,
    peakBytes: 60 * MiB,
    swapBytes: 0,
    kernelBytes: 2 * MiB,
    limitHits: 0,
    stat: {
      anonBytes: 20 * MiB,
      fileBytes: 25 * MiB,
      mappedFileBytes: 10 * MiB,
      sharedBytes: 0,
      activeFileBytes: 15 * MiB,
      inactiveFileBytes: 10 * MiB,
      dirtyFileBytes: 4096,
      writebackFileBytes: 0,
      swapBytes: 0,
      pageFaults: 12_345,
      majorPageFaults: 67,
      ownPageFaults: 12_345,
      ownMajorPageFaults: 67,
      anonRefaults: 0,
      fileRefaults: 0,
    },
    events: { oomKill: 0 },
  },
  2: {
    usageBytes: 50 * MiB,
    peakBytes: 60 * MiB,
    swapBytes: 0,
    swapPeakBytes: 0,
    kernelBytes: 2 * MiB,
    limitHits: 0,
    minBytes: 0,
    stat: {
      anonBytes: 20 * MiB,
      fileBytes: 25 * MiB,
      mappedFileBytes: 10 * MiB,
      sharedBytes: 0,
      activeAnonBytes: 0,
      inactiveAnonBytes: 20 * MiB,
      activeFileBytes: 15 * MiB,
      inactiveFileBytes: 10 * MiB,
      dirtyFileBytes: 4096,
      writebackFileBytes: 0,
      swapBytes: 0,
      kernelBytes: 2 * MiB,
      socketBytes: 4096,
      pageFaults: 12_345,
      majorPageFaults: 67,
      pagesScanned: 0,
      pagesReclaimed: 0,
      anonRefaults: 0,
      fileRefaults: 0,
    },
    events: { low: 0, high: 0, max: 0, oom: 0, oomKill: 0, oomGroupKill: 0 },
    swapEvents: { high: 0, max: 0, fail: 0 },
  },
}

const io = {
  major: 8,
  minor: 0,
  device: 'sda',
  readBytes: 12_345_678,
  writeBytes: 87_654_321,
  discardBytes: 0,
  readOperations: 345,
  writeOperations: 678,
  discardOperations: 0,
}

const stall = { someMicroseconds: 123_456, fullMicroseconds: 12_345 }

const plainCgroup = ({ id, cgroup }: Container, version: 1 | 2): Cgroup => ({
  container: id,
  path: cgroup ?? '',
  cpu: plainCpu[version],
  memory: plainMemory[version],
  io: [io],
  pids: { current: 7, ...(version === 2 && { peak: 9, limitHits: 0 }) },
  ...(version === 2 && {
    pressure: { cpu: stall, memory: stall, io: stall, irq: { fullMicroseconds: 1234 } },
    freezer: { frozen: false },
  }),
})

const counters = {
  'Ip.InHdrErrors': 0,
  'Ip.InAddrErrors': 0,
  'Ip.InDiscards': 0,
  'Ip.OutDiscards': 0,
  'Ip.OutNoRoutes': 0,
  'Tcp.ActiveOpens': 12,
  'Tcp.PassiveOpens': 345,
  'Tcp.AttemptFails': 0,
  'Tcp.EstabResets': 0,
  'Tcp.CurrEstab': 3,
  'Tcp.InSegs': 45_678,
  'Tcp.OutSegs': 56_789,
  'Tcp.RetransSegs': 5,
  'Tcp.InErrs': 0,
  'Tcp.OutRsts': 2,
  'Udp.NoPorts': 0,
  'Udp.RcvbufErrors': 0,
  'TcpExt.ListenOverflows': 0,
  'TcpExt.ListenDrops': 0,
  'TcpExt.TCPTimeouts': 0,
  'Udp6.RcvbufErrors': 0,
}

const containerAt = (index: number, networkMode: string): Container => {
  const id = index.toString(16).padStart(4, '0').repeat(16)
  const labels = { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': `service-${index}` }
  return {
    ...blankContainer({ id, runtime: 'docker', name: `shop-service-${index}-1` }),
    state: 'running',
    pid: 1000 + index,
    image: 'registry.example.org/shop/service:1.2.3',
    imageId: `sha256:${id}`,
    createdAt: '2026-01-01T00:00:00.123456789Z',
    startedAt: '2026-01-01T00:00:01.123456789Z',
    networkMode,
    restartPolicy: 'no',
    labels,
    cgroup: `/system.slice/docker-${id}.scope`,
    netns: `${100 + index}`,
    namespaces: { cgroup: index, ipc: index, mnt: index, net: index, pid: index, time: 1, user: 2, uts: index },
  }
}

const usageOf = (containers: readonly Container[], version: 1 | 2): Usage => ({
  ...blankUsage,
  cgroups: containers.map((container) => plainCgroup(container, version)),
  interfaces: containers.flatMap(({ netns }) => [interfaceCounters({ netns: netns ?? '', ifindex: 2, name: 'eth0' })]),
  protocols: containers.map(({ netns }) => ({
    netns: netns ?? '',
    counters,
    sockets: [
      { protocol: 'TCP', inUse: 4 },
      { protocol: 'UDP', inUse: 0 },
      { protocol: 'RAW', inUse: 0 },
      { protocol: 'TCP6', inUse: 1 },
      { protocol: 'UDP6', inUse: 0 },
      { protocol: 'RAW6', inUse: 0 },
    ],
    tcpOrphans: 0,
    tcpTimeWait: 0,
    tcpMemoryPages: 5,
  })),
  conntrack: containers.map(({ netns, networkMode }) => ({
    netns: netns ?? '',
    // A network of the user's brings Docker's name server, which is reached through NAT.
    entries: networkMode === 'bridge' ? 0 : 4,
    limit: 262_144,
    found: 0,
    invalid: 0,
    insertFailed: 0,
    dropped: 0,
    earlyDropped: 0,
  })),
})

/** A host with so many containers, all alike and each on the default bridge, or on a network of the user's. */
export const plainHost = (count: number, options: { version: 1 | 2; networkMode?: string }): View => {
  const { version, networkMode = 'bridge' } = options
  const containers = Array.from({ length: count }, (_, index) => containerAt(index, networkMode))
  const snapshot: Snapshot = {
    ...exampleSnapshot,
    containers,
    namespaces: [
      ...exampleSnapshot.namespaces.filter(({ id }) => id === hostNetns),
      ...containers.map(({ netns, pid }, index) => ({
        id: netns ?? '',
        inode: 4_026_540_000 + index,
        names: [],
        pids: [pid],
        root: false,
        holder: 'process' as const,
      })),
    ],
    links: [],
    addresses: [],
    fdb: [],
    networks: [],
    problems: [],
  }
  return viewOf(snapshot, usageOf(containers, version))
}
