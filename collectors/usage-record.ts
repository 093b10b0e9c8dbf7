import { cgroupParts, cgroupShape } from './cgroups/record.ts'
import {
  conntrackShape,
  interfaceCountersShape,
  listenerShape,
  nftCountersShape,
  protocolCountersShape,
  tcpStatesShape,
  udpQueuesShape,
  xtCountersShape,
} from './counters/record.ts'
import { machineFactsShape, machineUsageShape } from './machine/record.ts'
import { problemShape } from './problem.ts'
import { containerProcessesShape } from './processes/record.ts'
import { runShape } from './runs.ts'
import { sizesShape } from './sizes/record.ts'
import { count, decimal, type Infer, integer, list, optional, record, text } from './wire/shape.ts'

/** All counters of one moment: what changes all the time, while a snapshot's other parts change now and then. */
export const usageShape = record({
  /** ISO 8601, when the reading began. */
  takenAt: text,
  tookMs: decimal,
  cgroups: list(cgroupShape),
  interfaces: list(interfaceCountersShape),
  protocols: list(protocolCountersShape),
  conntrack: list(conntrackShape),
  tcpStates: list(tcpStatesShape),
  udpQueues: list(udpQueuesShape),
  /** Of the namespaces of containers with published ports. */
  listeners: list(listenerShape),
  /** Of the namespaces in which the host or an engine works. */
  nftCounters: list(nftCountersShape),
  xtCounters: list(xtCountersShape),
  processes: list(containerProcessesShape),
  machine: optional(machineUsageShape),
  machineFacts: optional(machineFactsShape),
  sizes: optional(sizesShape),
  /** The process that reads all this. */
  collector: record({
    cpuMicroseconds: count,
    residentBytes: count,
    openFiles: optional(integer),
    /** What was heard of changes; absent where they are not listened to. */
    events: optional(
      record({
        heard: count,
        /** How often some did not fit into the socket. */
        overruns: count,
        /** Changes that only a look at everything found. */
        missed: count,
      }),
    ),
  }),
  problems: list(problemShape),
  runs: list(runShape),
})

export type Usage = Infer<typeof usageShape>

/**
 * What can be read for a usage, by the names of `--collector.NAME`. Those of `cgroupParts`, of namespaces (`interfaces`,
 * `protocols`, `conntrack`, `tcpStates`, `udpQueues`, `listeners`, `rules`), of processes (`openFiles`, `tasks`, `processes`), of the machine, and
 * `sizes`.
 */
export const usageReads = [
  ...cgroupParts,
  'interfaces',
  'protocols',
  'conntrack',
  'tcpStates',
  'udpQueues',
  'listeners',
  'rules',
  'processes',
  'openFiles',
  'tasks',
  'machine',
  'filesystems',
  'sizes',
] as const
export type UsageRead = (typeof usageReads)[number]
