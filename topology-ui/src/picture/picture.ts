import type { Fault } from '../../../exporters/formats/faults/fault.ts'

/** What the map shows of a host: places and rows instead of nodes and edges. All text in it is safe to show. */
export interface Picture {
  readonly sites: readonly Site[]
  /** Network namespaces that are no host's, each counted once, and containers that have none. */
  readonly rows: number
  readonly containers: number
  readonly tally: Tally
}

/** How something is. Healthy is the one that is drawn quietly. */
export type Health = 'failing' | 'warning' | 'healthy' | 'stopped'
export type Tally = { readonly [H in Health]: number }

/** A namespace with groups of others: the host's, the engine's if that is another, and any with a bridge of its own. */
export interface Site {
  /** Of the node of its namespace. */
  readonly key: string
  /** Stays the same when the host starts again. */
  readonly place: string
  readonly role: 'host' | 'engine' | 'container' | 'other'
  readonly title: string
  /** What else the header says. */
  readonly says: readonly string[]
  /** Interfaces that lead to the world. */
  readonly uplinks: readonly Device[]
  /** Its other interfaces that are drawn nowhere else. */
  readonly devices: readonly Device[]
  /** Containers that use this namespace itself. */
  readonly residents: readonly Member[]
  readonly publications: readonly Publication[]
  readonly groups: readonly Group[]
}

/** A Docker network, a bridge, or what else several namespaces hang on. */
export interface Group {
  /** Of the node that stands for it: a network, a bridge, a parent device, or the namespace of its site. */
  readonly key: string
  /** Of all nodes that it shows itself: the bridge and its networks. */
  readonly keys: readonly string[]
  /** Stays the same when a network is made again under its name. */
  readonly place: string
  readonly kind: 'bridge' | 'overlay' | 'parent' | 'direct' | 'alone'
  readonly title: string
  readonly says: readonly string[]
  readonly device: Device | null
  readonly internal: boolean
  readonly health: Health
  readonly faults: readonly Fault[]
  readonly rows: readonly Row[]
  readonly tally: Tally
}

/** One network namespace in a group, one container that has none, or a port of a bridge that leads to no namespace. */
export interface Row {
  /** Of the node that stands for it. */
  readonly key: string
  /** Stays the same when a container starts again under its name. Unique in its group. */
  readonly place: string
  /** `visit`: its home is in another group, and it has an interface here as well. */
  readonly kind: 'home' | 'visit' | 'port'
  readonly title: string
  readonly members: readonly Member[]
  /** The end on the side of the host. */
  readonly port: Device | null
  /** The end inside. */
  readonly inner: Device | null
  /** Docker says that it belongs here, and the kernel has no such connection. */
  readonly detached: boolean
  /** The groups in which it is as well. */
  readonly elsewhere: readonly string[]
  readonly health: Health
  readonly faults: readonly Fault[]
}

export interface Device {
  readonly key: string
  readonly name: string
  readonly ifindex: number
  readonly type: string
  readonly addresses: readonly string[]
  /** `down`, `no carrier`, `blocking`, …; null when it works. */
  readonly trouble: string | null
  readonly health: Health
  readonly gateways: readonly string[]
}

export interface Member {
  readonly key: string
  readonly name: string
  /** As Docker says it: `running`, `paused`, `exited`, … */
  readonly state: string
  readonly image: string
  readonly project: string | null
  readonly health: Health
}

/** A published port: `*:8080` to port 80 of a container. */
export interface Publication {
  readonly key: string
  readonly address: string
  readonly target: string
  readonly targetKey: string
  readonly health: Health
}
