import { type Infer, integer, nullable, record, text } from '../wire/shape.ts'

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
})

export type Host = Infer<typeof hostShape>
