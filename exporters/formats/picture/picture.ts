import type { Place } from '../reading/places.ts'

export type Level = 'broken' | 'doubtful'

/** What a shape in a picture stands for. */
export type ShapeKind = 'container' | 'stopped' | 'bridge' | 'interface' | 'network' | 'port' | 'world'

export interface Shape {
  /** The key of the node; `ports:` before that of a container for all that it publishes. */
  readonly key: string
  readonly kind: ShapeKind
  /** Safe to show, not yet quoted for any format. */
  readonly lines: readonly string[]
  readonly level: Level | null
}

/** A network namespace with what is in it. */
export interface Frame {
  readonly key: string
  readonly title: string
  readonly role: Place['role']
  readonly shapes: readonly Shape[]
}

/**
 * `wire` joins the two ends of a pair, `port` an interface and its bridge. `attached` is drawn only where Docker says that a
 * container is on a network and no wire shows it. `beside` is no edge of the graph and is not seen: it keeps containers on the
 * left of their interfaces, and bridges on the left of uplinks.
 */
export type LineKind = 'wire' | 'port' | 'over' | 'attached' | 'publishes' | 'uplink' | 'beside'

export interface Line {
  readonly from: string
  readonly to: string
  readonly kind: LineKind
  readonly label: string
  readonly level: Level | null
}

/** The topology as people draw it: namespaces are frames around what is in them, and a network is its bridge. */
export interface Picture {
  readonly title: string
  readonly frames: readonly Frame[]
  /** In no namespace. */
  readonly loose: readonly Shape[]
  readonly lines: readonly Line[]
}
