import type { Topology } from '../../agent/topology/graph.ts'
import type { Snapshot } from '../../collectors/snapshot.ts'

export interface FormatOptions {
  /** The snapshot that the graph was made from: its moment, its engine, and what could not be read. */
  readonly snapshot: Pick<Snapshot, 'takenAt' | 'engine' | 'problems'>
  /** ANSI colours; only the text has any. */
  readonly color: boolean
  /** Width in characters that the text may take; 100 if not said. */
  readonly columns?: number | undefined
}

/** A form in which the topology can be had. */
export interface Format {
  readonly contentType: string
  /** Loads what is slow to load and only needed for this format; `render` does so itself when it was not done before. */
  readonly load?: () => Promise<unknown>
  /** One string that ends with a newline. Pure: the same graph gives the same string. */
  readonly render: (topology: Topology, options: FormatOptions) => string | Promise<string>
}
