/**
 * The counters that are kept, by group and by the kernel's names (include/uapi/linux/snmp.h lists them, and
 * net/ipv4/proc.c and net/ipv6/proc.c name them): what node_exporter keeps by default, and what tells why a connection or a
 * packet was lost. Of the others there are four hundred.
 */
export const keptCounters = {
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
export const keptCounters6 = {
  Ip6: ['InDiscards', 'OutNoRoutes', 'InOctets', 'OutOctets'],
  Icmp6: ['InMsgs', 'OutMsgs'],
  Udp6: ['InErrors', 'RcvbufErrors', 'SndbufErrors'],
} as const

export const fullNames = (groups: { readonly [group: string]: readonly string[] }): readonly string[] =>
  Object.entries(groups).flatMap(([group, names]) => names.map((name) => `${group}.${name}`))

/** Names of counters as they stand in a record: `Tcp.RetransSegs`. */
export const protocolCounterNames: readonly string[] = [...fullNames(keptCounters), ...fullNames(keptCounters6)]
