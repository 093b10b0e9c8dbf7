import type { NetnsId } from '../collector.ts'
import type { Count } from '../wire/shape.ts'
import { readNetFile } from './net-file.ts'
import { fullNames, keptCounters, keptCounters6 } from './protocol-names.ts'
import { addCountersInLines, addCountersInPairs, beginningOfPair } from './protocol-text.ts'
import type { ProtocolCounters } from './record.ts'
import { readSockets } from './sockstat.ts'

const linesOfIpv6 = fullNames(keptCounters6).map((name) => [beginningOfPair(name.replace('.', '')), name] as const)

/**
 * What the IP stack of a namespace counted, as any process of it shows; null when the process is gone. A counter that this
 * kernel does not have is absent, as are all of IPv6 where the kernel has none (`ipv6.disable=1`).
 * It costs about 100 µs, nearly all of it in the kernel, which writes 500 numbers as text: see `QuietMemory`.
 */
export const readProtocolCounters = (proc: string, pid: number, netns: NetnsId): ProtocolCounters | null => {
  const counters: { [name: string]: Count } = {}
  for (const file of ['snmp', 'netstat']) {
    const text = readNetFile(proc, pid, file)
    if (text !== null) addCountersInLines(counters, text, keptCounters)
  }
  const snmp6 = readNetFile(proc, pid, 'snmp6')
  if (snmp6 !== null) addCountersInPairs(counters, snmp6, linesOfIpv6)
  const sockets = readSockets(proc, pid)
  return sockets === null ? null : { netns, counters, ...sockets }
}

/** Whether nothing changes while no packet moves: connections in TIME_WAIT end by themselves. For `QuietMemory`. */
export const protocolsLast = ({ tcpTimeWait = 0 }: ProtocolCounters): boolean => tcpTimeWait === 0
