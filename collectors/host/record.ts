import { dictionary, type Infer, integer, nullable, optional, record, text } from '../wire/shape.ts'

/** The machine that the agent looks at. */
export const hostShape = record({
  hostname: text,
  kernel: text,
  architecture: text,
  os: record({ id: text, name: text, version: text }),
  hardware: record({ vendor: text, product: text }),
  cpu: record({ model: text, logicalCores: integer }),
  memoryBytes: integer,
  /** ISO 8601; null where procfs does not tell. */
  bootTime: nullable(text),
  uptimeSeconds: integer,
  /**
   * Inodes of its own namespaces by kind, as in `/proc/PID/ns`: those of process 1, or of the agent where that may not be
   * looked into.
   */
  namespaces: optional(dictionary(integer)),
})

export type Host = Infer<typeof hostShape>
