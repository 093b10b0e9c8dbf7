import type { Collector } from './collector.ts'
import { confinementShape, hostConfinementShape } from './confinement/record.ts'
import { containerShape, engineShape, networkShape } from './containers/record.ts'
import { hostShape } from './host/record.ts'
import { collectors, type NamespaceRecords } from './index.ts'
import { nameFilesShape } from './name-files/record.ts'
import { namespaceShape } from './namespaces/record.ts'
import { problemShape } from './problem.ts'
import { runShape } from './runs.ts'
import { portProxyShape, socketOwnerShape } from './sockets/record.ts'
import { usageShape } from './usage-record.ts'
import { decimal, type Infer, type JsonSchema, list, nullable, optional, record, text } from './wire/shape.ts'

/** Name and version of the form of a snapshot. A reader refuses a version that it does not know. */
export const snapshotSchema = 'netloupe.snapshot/1'

const frame = record({
  schema: text,
  /** Version of the netloupe that took it. */
  version: text,
  /** ISO 8601, when the look began. */
  takenAt: text,
  tookMs: decimal,
  host: nullable(hostShape),
  engine: nullable(engineShape),
  namespaces: list(namespaceShape),
  containers: list(containerShape),
  networks: list(networkShape),
  /** Of the sockets, as far as they could be found. */
  socketOwners: list(socketOwnerShape),
  portProxies: list(portProxyShape),
  /** Where programs look names up, of the host and of Docker's containers; older snapshots have none. */
  nameFiles: optional(list(nameFilesShape)),
  /** What confines containers, and the host; only where it is wanted, and older snapshots have none. */
  confinements: optional(list(confinementShape)),
  hostConfinement: optional(hostConfinementShape),
  /** The counters of that moment; an agent takes them when it is asked, not with every snapshot. */
  usage: optional(usageShape),
  problems: list(problemShape),
  runs: list(runShape),
})

/** One look at a host. Everything that netloupe says is a function of one of these. */
export type Snapshot = Infer<typeof frame> & NamespaceRecords

/** The JSON Schema of a snapshot file. */
export const snapshotJsonSchema = (): JsonSchema => {
  const lists = Object.entries(collectors).map(
    ([name, { shape, shared }]: [string, Collector<unknown>]) =>
      [name, { type: 'array', items: shape.json, ...(shared ? { shared } : {}) }] as const,
  )
  const properties = { ...(frame.json['properties'] as object), ...Object.fromEntries(lists) }
  return { ...frame.json, properties, required: [...(frame.json['required'] as string[]), ...Object.keys(collectors)] }
}
