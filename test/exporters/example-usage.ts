import type { Cgroup, CgroupMemory } from '../../collectors/cgroups/record.ts'
import { protocolCounterNames } from '../../collectors/counters/protocol-names.ts'
import type { Conntrack, InterfaceCounters, ProtocolCounters } from '../../collectors/counters/record.ts'
import type { Usage } from '../../collectors/usage-record.ts'
import { nftCounters, xtCounters } from './example-firewall.ts'
import { hostile, ids, netns } from './example-ids.ts'
import { exampleMachine } from './example-machine.ts'

/** Nothing read but the machine's facts. */
export const blankUsage: Usage = {
  takenAt: '2026-01-02T03:04:06.789Z',
  tookMs: 4.5,
  cgroups: [],
  interfaces: [],
  protocols: [],
  conntrack: [],
  tcpStates: [],
  udpQueues: [],
  listeners: [],
  nftCounters: [],
  xtCounters: [],
  processes: [],
  machineFacts: {
    machineId: 'm'.repeat(32),
    systemUuid: '',
    bootId: 'b00t',
    logicalCores: 4,
    physicalCores: 2,
    sockets: 1,
    memoryBytes: 2 ** 33,
    swapBytes: 2 ** 31,
  },
  collector: {
    cpuMicroseconds: 1_234_567,
    residentBytes: 2 ** 26,
    openFiles: 345,
    events: { heard: 98_765, overruns: 2, missed: 1 },
  },
  problems: [],
  runs: [{ collector: 'cgroups', durationSeconds: 0.002, success: true, problems: 0 }],
}

/** Counters that differ from each other, so that a mixed-up pair shows. */
export const interfaceCounters = (
  identity: Pick<InterfaceCounters, 'netns' | 'ifindex' | 'name'>,
  seed: number | bigint = identity.ifindex * 1000,
): InterfaceCounters => {
  const at = (index: number): number | bigint => (typeof seed === 'bigint' ? seed + BigInt(index) : seed + index)
  return {
    ...identity,
    rxPackets: at(1),
    txPackets: at(2),
    rxBytes: at(3),
    txBytes: at(4),
    rxErrors: at(5),
    txErrors: at(6),
    rxDropped: at(7),
    txDropped: at(8),
    rxMissedErrors: 1,
    rxFifoErrors: 0,
    rxFrameErrors: 0,
    multicast: 0,
    collisions: 0,
    txFifoErrors: 0,
    txCarrierErrors: 0,
  }
}

const path = (id: string): string => `/system.slice/docker-${id}.scope`

/** Every field has a value of its own. */
const memoryV2: CgroupMemory = {
  usageBytes: 1_000_000,
  peakBytes: 1_100_000,
  limitBytes: 2 ** 30,
  highBytes: 900_000_000,
  reservationBytes: 2 ** 29,
  minBytes: 4096,
  swapBytes: 1111,
  swapPeakBytes: 2222,
  swapLimitBytes: 2 ** 28,
  kernelBytes: 3333,
  limitHits: 17,
  stat: {
    anonBytes: 400_001,
    fileBytes: 500_002,
    mappedFileBytes: 50_003,
    sharedBytes: 20_004,
    activeFileBytes: 300_005,
    inactiveFileBytes: 200_006,
    dirtyFileBytes: 4007,
    writebackFileBytes: 4008,
    socketBytes: 8009,
    pageFaults: 5_000_010,
    majorPageFaults: 511,
    pagesScanned: 612,
    pagesReclaimed: 613,
    anonRefaults: 614,
    fileRefaults: 615,
  },
  events: { low: 11, high: 12, max: 17, oom: 14, oomKill: 15, oomGroupKill: 16 },
  swapEvents: { high: 21, max: 22, fail: 23 },
}

const memoryV1: CgroupMemory = {
  usageBytes: 1_000_000,
  peakBytes: 1_100_000,
  limitBytes: 2 ** 30,
  reservationBytes: 2 ** 29,
  swapBytes: 1111,
  memoryAndSwapLimitBytes: 2 ** 31,
  kernelBytes: 3333,
  limitHits: 17,
  stat: {
    anonBytes: 400_001,
    fileBytes: 500_002,
    mappedFileBytes: 50_003,
    activeFileBytes: 300_005,
    inactiveFileBytes: 200_006,
    pageFaults: 5_000_010,
    majorPageFaults: 511,
    ownPageFaults: 4_000_016,
    ownMajorPageFaults: 417,
  },
  events: { oomKill: 15 },
}

const quota = {
  periods: 101,
  throttledPeriods: 102,
  throttledNanoseconds: 103_000_000,
  quotaMicroseconds: 150_000,
  periodMicroseconds: 100_000,
}

const sda = { major: 8, minor: 0, device: 'sda' }

const webV2: Cgroup = {
  container: ids.web,
  path: path(ids.web),
  cpu: {
    usageNanoseconds: 2n ** 60n + 1n,
    userNanoseconds: 1_500_000_000,
    systemNanoseconds: 500_000_001,
    ...quota,
    bursts: 104,
    burstNanoseconds: 105_000_000,
    burstMicroseconds: 50_000,
    weight: 79,
  },
  memory: memoryV2,
  io: [
    {
      ...sda,
      readBytes: 2n ** 63n + 1n,
      writeBytes: 202,
      discardBytes: 203,
      readOperations: 204,
      writeOperations: 205,
      discardOperations: 206,
      costUsageMicroseconds: 207,
      costWaitMicroseconds: 208,
      costIndebtMicroseconds: 209,
      costIndelayMicroseconds: 210,
    },
    { major: 253, minor: 7, device: '', readBytes: 211, writeBytes: 212, readOperations: 213, writeOperations: 214 },
  ],
  pids: { current: 31, peak: 32, limit: 33, limitHits: 34 },
  pressure: {
    cpu: { someMicroseconds: 41, fullMicroseconds: 42 },
    memory: { someMicroseconds: 43, fullMicroseconds: 44 },
    io: { someMicroseconds: 45, fullMicroseconds: 46 },
    irq: { fullMicroseconds: 47 },
  },
  cpuset: { cpus: '0-1', mems: '0', cpuCount: 2 },
  hugetlb: [{ pageSize: '2MB', usageBytes: 2 ** 21, limitHits: 51 }],
  rdma: [{ device: hostile, handles: 52, objects: 53 }],
  misc: [{ resource: 'sev', current: 54, limit: 55, limitHits: 56 }],
  freezer: { frozen: false },
}

const webV1: Cgroup = {
  container: ids.web,
  path: path(ids.web),
  cpu: {
    usageNanoseconds: 2_000_000_002,
    userNanoseconds: 1_500_000_000,
    systemNanoseconds: 500_000_000,
    ...quota,
    shares: 2048,
  },
  memory: memoryV1,
  io: [{ ...sda, readBytes: 201, writeBytes: 202, readOperations: 204, writeOperations: 205 }],
  pids: { current: 31, limit: 33, limitHits: 34 },
  cpuset: { cpus: '0-1', mems: '0', cpuCount: 2 },
  hugetlb: [{ pageSize: '2MB', usageBytes: 2 ** 21, peakBytes: 2 ** 22, limitHits: 51 }],
  freezer: { frozen: true },
}

/** One whose files could not all be read, and one of which nothing is limited. */
const others: Cgroup[] = [
  { container: ids.sidecar, path: path(ids.sidecar), memory: { usageBytes: 5 }, pids: {} },
  {
    container: ids.exporter,
    path: path(ids.exporter),
    cpu: { usageNanoseconds: 7 },
    memory: { usageBytes: 6, stat: {} },
  },
]

/** The root cgroup: of version 2 next to nothing, of version 1 as others, without limits. */
const roots: { readonly [version in 1 | 2]: Cgroup } = {
  1: {
    path: '/',
    cpu: {
      usageNanoseconds: 9_000_000_001,
      userNanoseconds: 6_000_000_000,
      systemNanoseconds: 3_000_000_000,
      shares: 1024,
    },
    memory: { usageBytes: 3_000_000, limitHits: 0, stat: { anonBytes: 1_000_001, inactiveFileBytes: 500_001 } },
    io: [{ ...sda, readBytes: 1, writeBytes: 2 }],
  },
  2: {
    path: '/',
    cpu: { usageNanoseconds: 9_000_000_000, userNanoseconds: 6_000_000_000, systemNanoseconds: 3_000_000_000 },
  },
}

const protocols: ProtocolCounters[] = [
  {
    netns: netns.host,
    counters: {
      ...Object.fromEntries(protocolCounterNames.map((name, index) => [name, 1000 + index])),
      'Tcp.RetransSegs': 2n ** 53n + 1n,
      'TcpExt.ListenDrops': 0,
      'Tcp.AttemptFails': 0,
    },
    sockets: [
      { protocol: 'TCP', inUse: 61 },
      { protocol: 'UDP6', inUse: 0 },
    ],
    tcpOrphans: 62,
    tcpTimeWait: 0,
  },
  {
    netns: netns.web,
    counters: {
      'Tcp.CurrEstab': 63,
      'Tcp.OutSegs': 64,
      'Tcp.RetransSegs': 65,
      'Tcp.OutRsts': 66,
      'TcpExt.ListenOverflows': 67,
      'TcpExt.ListenDrops': 68,
      'Tcp.AttemptFails': 0,
      'TcpExt.TCPBacklogDrop': 69,
      'TcpExt.TCPRcvQDrop': 70,
      'Udp.RcvbufErrors': 71,
    },
    sockets: [
      { protocol: 'TCP', inUse: 72 },
      { protocol: 'UDP', inUse: 0 },
    ],
    tcpOrphans: 62,
    tcpTimeWait: 73,
  },
]

const conntrack: Conntrack[] = [
  {
    netns: netns.host,
    entries: 81,
    limit: 262_144,
    found: 0,
    invalid: 0,
    insertFailed: 82,
    dropped: 83,
    earlyDropped: 84,
  },
  { netns: netns.web, entries: 85, limit: 262_144, invalid: 86, insertFailed: 0, dropped: 0, earlyDropped: 0 },
  { netns: netns.blue, entries: 0, limit: 262_144, invalid: 0, insertFailed: 0, dropped: 0, earlyDropped: 0 },
]

const interfaces: InterfaceCounters[] = [
  interfaceCounters({ netns: netns.host, ifindex: 1, name: 'lo' }),
  interfaceCounters({ netns: netns.host, ifindex: 2, name: 'eth0' }, 2n ** 60n),
  interfaceCounters({ netns: netns.host, ifindex: 3, name: 'br-shop' }),
  interfaceCounters({ netns: netns.host, ifindex: 7, name: 'veth7' }),
  interfaceCounters({ netns: netns.host, ifindex: 9, name: 'vx9' }),
  interfaceCounters({ netns: netns.host, ifindex: 5, name: 'x"\\<b>' }),
  interfaceCounters({ netns: netns.web, ifindex: 1, name: 'lo' }),
  interfaceCounters({ netns: netns.web, ifindex: 8, name: 'eth0' }),
  interfaceCounters({ netns: netns.blue, ifindex: 6, name: 'blue0' }),
]

const udp = { sockets: 91, receiveQueueBytes: 92, sendQueueBytes: 93, dropped: 94 }

/** What the example's host counts, with every collector on, on either version of cgroups. */
export const exampleUsage = (version: 1 | 2): Usage => ({
  ...blankUsage,
  cgroups: [roots[version], version === 2 ? webV2 : webV1, ...others],
  interfaces,
  protocols,
  conntrack,
  tcpStates: [
    { netns: netns.web, family: 'ipv4', sockets: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
    { netns: netns.web, family: 'ipv6', sockets: [0, 0, 0, 0, 0, 0, 0, 0, 0, 12, 0] },
  ],
  nftCounters,
  xtCounters,
  udpQueues: ['ipv4', 'ipv6'].map((family) => ({ netns: netns.web, family, ...udp })),
  processes: [
    {
      container: ids.web,
      processes: 95,
      openFiles: 96,
      openSockets: 97,
      openFilesLimit: 1_048_576,
      tasks: { sleeping: 98, running: 99, stopped: 0, uninterruptible: 1 },
    },
  ],
  machine: exampleMachine,
  sizes: {
    containers: [
      {
        container: ids.web,
        measuredAt: '2026-01-02T03:00:00.000Z',
        device: '/dev/sda1',
        writableBytes: 40_960,
        inodes: 12,
        logBytes: 8192,
      },
      { container: ids.sidecar, measuredAt: '2026-01-02T03:00:01.000Z', device: '', writableBytes: 4096, inodes: 1 },
    ],
    volumes: [
      {
        volume: hostile,
        measuredAt: '2026-01-02T03:00:02.000Z',
        device: '/dev/sda1',
        bytes: 123_456,
        inodes: 34,
        containers: ['web'],
      },
    ],
    roundSeconds: 2.5,
  },
  problems: [{ collector: 'cgroups', kind: 'malformed', message: 'memory.stat of sidecar is cut off' }],
  runs: [
    { collector: 'cgroups', durationSeconds: 0.002, success: false, problems: 1 },
    { collector: 'interfaces', durationSeconds: 0.001, success: true, problems: 0 },
  ],
})
