import type { NetnsId } from '../collector.ts'
import type { Count } from '../wire/shape.ts'
import { readNetFile } from './net-file.ts'
import { addCountersInLines, addCountersInPairs, beginningOfPair } from './protocol-text.ts'
import type { ProtocolCounters } from './record.ts'
import { readSockets } from './sockstat.ts'

/**
 * The counters that are kept, by group and by the kernel's names (include/uapi/linux/snmp.h lists them, and
 * net/ipv4/proc.c and net/ipv6/proc.c name them): what node_exporter keeps by default, and what tells why a connection or a
 * packet was lost. Of the others there are four hundred.
 */
const kept = {
  Ip: ['InHdrErrors', 'InAddrErrors', 'ForwDatagrams', 'InDiscards', 'OutDiscards', 'OutNoRoutes'],
  Icmp: ['InMsgs', 'InErrors', 'OutMsgs'],
  Tcp: [
    'ActiveOpens',
    'PassiveOpens',
    'AttemptFails',
    'EstabResets',
    /** The only one that goes down: connections established or in CLOSE_WAIT. */
    'CurrEstab',
    'InSegs',
    'OutSegs',
    'RetransSegs',
    'InErrs',
    'OutRsts',
  ],
  Udp: ['InDatagrams', 'OutDatagrams', 'NoPorts', 'InErrors', 'RcvbufErrors', 'SndbufErrors'],
  TcpExt: [
    'ListenOverflows',
    'ListenDrops',
    'SyncookiesSent',
    'SyncookiesFailed',
    'TCPSynRetrans',
    'TCPTimeouts',
    'TCPRcvQDrop',
    'TCPBacklogDrop',
    'TCPAbortOnMemory',
  ],
  IpExt: ['InOctets', 'OutOctets'],
} as const

/** The same of IPv6, in the order of the file. TCP counts both in one. */
const kept6 = {
  Ip6: ['InDiscards', 'OutNoRoutes', 'InOctets', 'OutOctets'],
  Icmp6: ['InMsgs', 'OutMsgs'],
  Udp6: ['InErrors', 'RcvbufErrors', 'SndbufErrors'],
} as const

const fullNames = (groups: { readonly [group: string]: readonly string[] }): readonly string[] =>
  Object.entries(groups).flatMap(([group, names]) => names.map((name) => `${group}.${name}`))

/** Names of counters as they stand in a record: `Tcp.RetransSegs`. */
export const protocolCounterNames: readonly string[] = [...fullNames(kept), ...fullNames(kept6)]

const linesOfIpv6 = fullNames(kept6).map((name) => [beginningOfPair(name.replace('.', '')), name] as const)

/**
 * What the IP stack of a namespace counted, as any process of it shows; null when the process is gone. A counter that this
 * kernel does not have is absent, as are all of IPv6 where the kernel has none (`ipv6.disable=1`).
 * It costs about 100 µs, nearly all of it in the kernel, which writes 500 numbers as text: see `QuietMemory`.
 */
export const readProtocolCounters = (proc: string, pid: number, netns: NetnsId): ProtocolCounters | null => {
  const counters: { [name: string]: Count } = {}
  for (const file of ['snmp', 'netstat']) {
    const text = readNetFile(proc, pid, file)
    if (text !== null) addCountersInLines(counters, text, kept)
  }
  const snmp6 = readNetFile(proc, pid, 'snmp6')
  if (snmp6 !== null) addCountersInPairs(counters, snmp6, linesOfIpv6)
  const sockets = readSockets(proc, pid)
  return sockets === null ? null : { netns, counters, ...sockets }
}

/** Whether nothing changes while no packet moves: connections in TIME_WAIT end by themselves. For `QuietMemory`. */
export const protocolsLast = ({ tcpTimeWait = 0 }: ProtocolCounters): boolean => tcpTimeWait === 0
