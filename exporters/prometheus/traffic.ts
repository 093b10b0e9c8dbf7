import type { InterfaceCounters } from '../../collectors/counters/record.ts'
import { sum } from '../../collectors/wire/count.ts'
import type { Count } from '../../collectors/wire/shape.ts'

/** One of the figures of an interface that cAdvisor shows: the end of its name, what it is, and how it is read. */
export interface Traffic {
  readonly name: string
  readonly what: string
  readonly read: (counters: InterfaceCounters) => Count
}

export const traffic: readonly Traffic[] = [
  { name: 'receive_bytes', what: 'Bytes received', read: ({ rxBytes }) => rxBytes },
  { name: 'receive_packets', what: 'Packets received', read: ({ rxPackets }) => rxPackets },
  { name: 'receive_errors', what: 'Errors while receiving', read: ({ rxErrors }) => rxErrors },
  {
    // The drop column of /proc/net/dev, which cAdvisor reads, is the sum of both (net/core/net-procfs.c).
    name: 'receive_packets_dropped',
    what: 'Packets dropped while receiving',
    read: ({ rxDropped, rxMissedErrors }) => sum(rxDropped, rxMissedErrors),
  },
  { name: 'transmit_bytes', what: 'Bytes sent', read: ({ txBytes }) => txBytes },
  { name: 'transmit_packets', what: 'Packets sent', read: ({ txPackets }) => txPackets },
  { name: 'transmit_errors', what: 'Errors while sending', read: ({ txErrors }) => txErrors },
  { name: 'transmit_packets_dropped', what: 'Packets dropped while sending', read: ({ txDropped }) => txDropped },
]
