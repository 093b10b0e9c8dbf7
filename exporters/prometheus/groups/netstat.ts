import type { ProtocolCounters } from '../../../collectors/counters/record.ts'
import { sum } from '../../../collectors/wire/count.ts'
import type { Count } from '../../../collectors/wire/shape.ts'
import type { Group } from '../group.ts'
import { containerMetric, containerTable, type Metric, type Sample } from '../metric.ts'
import type { Subject } from '../subject.ts'

/** Sum of counters by their kernel names; undefined if this kernel has none of them. */
const counted = (names: readonly string[], { protocols }: Subject): Count | undefined => {
  let total: Count | undefined
  for (const name of names) {
    const value = protocols?.counters[name]
    if (value !== undefined) total = total === undefined ? value : sum(total, value)
  }
  return total
}

const counter = (name: string, help: string, ...names: readonly string[]): Metric =>
  containerMetric({
    name: `netloupe_network_${name}_total`,
    type: 'counter',
    help: `${help} (${names.join(', ')}), once per network namespace.`,
    value: (subject) => counted(names, subject),
  })

/** Of containers only once there was one, as most of them never have any. */
const rare = (name: string, help: string, ...names: readonly string[]): Metric =>
  containerMetric({
    name: `netloupe_network_${name}_total`,
    type: 'counter',
    help: `${help} (${names.join(', ')}), once per network namespace; of containers once there was one.`,
    value: (subject) => {
      const value = counted(names, subject)
      return subject.container === null ? value : value || undefined
    },
  })

const metrics = [
  containerMetric({
    name: 'netloupe_network_tcp_established',
    type: 'gauge',
    help: 'TCP connections that are open (Tcp.CurrEstab), once per network namespace.',
    value: (subject) => counted(['Tcp.CurrEstab'], subject),
  }),
  counter('tcp_segments_sent', 'TCP segments sent, first times only', 'Tcp.OutSegs'),
  counter('tcp_retransmitted_segments', 'TCP segments sent again', 'Tcp.RetransSegs'),
  counter('tcp_resets_sent', 'TCP connections refused or broken off', 'Tcp.OutRsts'),
  counter('tcp_listen_overflows', 'Connections that found the queue of a listener full', 'TcpExt.ListenOverflows'),
  counter('tcp_listen_drops', 'Connections dropped by a listener for any reason', 'TcpExt.ListenDrops'),
  rare('tcp_failed_connections', 'Connections that were never established', 'Tcp.AttemptFails'),
  rare('tcp_connections_reset', 'Open connections that ended in a reset', 'Tcp.EstabResets'),
  rare('tcp_receive_errors', 'Bad TCP segments received', 'Tcp.InErrs'),
  rare('tcp_timeouts', 'TCP timers that ran out', 'TcpExt.TCPTimeouts'),
  rare('tcp_syn_retransmits', 'Connection requests sent again', 'TcpExt.TCPSynRetrans'),
  rare('tcp_syn_cookies_sent', 'Cookies sent because a queue of listeners was full', 'TcpExt.SyncookiesSent'),
  rare('tcp_syn_cookies_failed', 'Wrong cookies received', 'TcpExt.SyncookiesFailed'),
  rare('tcp_queue_drops', 'TCP segments that found a queue full', 'TcpExt.TCPBacklogDrop', 'TcpExt.TCPRcvQDrop'),
  rare('tcp_aborts_on_memory', 'TCP connections given up for want of memory', 'TcpExt.TCPAbortOnMemory'),
  rare('udp_no_port', 'Datagrams for ports on which nobody listens', 'Udp.NoPorts'),
  rare('udp_receive_buffer_errors', 'Datagrams that found a buffer full', 'Udp.RcvbufErrors', 'Udp6.RcvbufErrors'),
  rare('udp_send_buffer_errors', 'Datagrams not sent: buffer full', 'Udp.SndbufErrors', 'Udp6.SndbufErrors'),
  // Not of IPv6: all that comes to an interface on which it is off, as Docker leaves it, counts there (net/ipv6/ip6_input.c).
  rare('ip_discards', 'IPv4 packets discarded though nothing was wrong with them', 'Ip.InDiscards', 'Ip.OutDiscards'),
  rare('ip_no_route', 'IP packets without a route', 'Ip.OutNoRoutes', 'Ip6.OutNoRoutes'),
  rare('ip_address_errors', 'IP packets for addresses that are not here', 'Ip.InAddrErrors'),
  containerTable({
    name: 'netloupe_network_sockets',
    type: 'gauge',
    help: 'Sockets in use by protocol, of IPv4 and IPv6 together, once per network namespace; of containers, of protocols in use.',
    labels: ['protocol'],
    each: ({ protocols, container }) => (protocols ? socketsOf(protocols, container === null) : []),
  }),
  containerMetric({
    name: 'netloupe_network_tcp_time_wait_sockets',
    type: 'gauge',
    help: 'Closed TCP connections that are still waited for, once per network namespace; of containers if there are any.',
    value: ({ protocols, container }) =>
      container === null ? protocols?.tcpTimeWait : protocols?.tcpTimeWait || undefined,
  }),
  containerMetric({
    name: 'netloupe_network_tcp_orphans',
    type: 'gauge',
    help: 'TCP connections that no process holds any more, of all network namespaces together.',
    // The kernel counts them, and its memory for TCP, for the whole host (net/ipv4/proc.c, sockstat_seq_show()).
    value: ({ protocols, container }) => (container === null ? protocols?.tcpOrphans : undefined),
  }),
]

/** Under the name of IPv4: the numbers of IPv6 come with a 6 behind. */
const socketsOf = ({ sockets }: ProtocolCounters, all: boolean): Sample<'protocol'>[] => {
  const totals = new Map<string, Count>()
  for (const { protocol, inUse } of sockets) {
    const name = protocol.toLowerCase().replace(/6$/, '')
    totals.set(name, sum(totals.get(name) ?? 0, inUse))
  }
  return [...totals]
    .filter(([, value]) => all || value > 0)
    .map(([protocol, value]) => ({ labels: { protocol }, value }))
}

export const netstat: Group = {
  about: 'TCP, UDP and IP of network namespaces: retransmits, resets, overflows, sockets',
  on: true,
  reads: ['protocols'],
  metrics,
}
