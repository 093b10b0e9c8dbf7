import type { LinkRecord } from './links.ts'
import type { NamespaceMemory } from './namespace-memory.ts'
import type { NetlinkConnection } from './netlink/connection.ts'
import type { Problem } from './problem.ts'
import type { KnownPrograms } from './programs/known-programs.ts'
import type { Turns } from './turns.ts'
import type { Shape } from './wire/shape.ts'

/**
 * The kernel's id of a network namespace, decimal; `hub:N` for one that only a veth leads to and nothing else shows.
 * Unlike the inode it is never used again while the machine runs.
 */
export type NetnsId = string

/** One namespace, being looked at now. */
export interface Look {
  readonly netns: NetnsId
  /** A rtnetlink socket: the hub's for `hub` collectors, one of the namespace itself for the others. */
  readonly connection: NetlinkConnection
  /** Another netlink socket of the namespace itself, for `inside` collectors: NETLINK_*, linux/netlink.h. @throws KernelError */
  readonly connectionTo: (protocol: number) => NetlinkConnection
  /** The hub's number of the namespace, to be named in each question; null when the socket is the namespace's own. */
  readonly target: number | null
  readonly memory: NamespaceMemory
  /** Only what is about this interface is wanted; null for everything. Collectors that cannot tell ask for everything. */
  readonly interfaceOnly: number | null
  /** Everything is to be read anew. */
  readonly thorough: boolean
  /**
   * Whether to read anew what seldom changes: at thorough looks; and where packets are forwarded, in the host's namespace and
   * wherever a bridge is, what is in force now has to be known at every look.
   */
  readonly closely: () => boolean
  /** The namespace that the agent itself is in. */
  readonly isHome: boolean
  /** Its links. */
  readonly links: () => readonly LinkRecord[]
  /** Whether a bridge is among them. */
  readonly hasBridge: () => boolean
  /** Reads files of a folder of /proc/sys as this namespace has them; null for what is not there. */
  readonly readSysctls: (folder: string, names: readonly string[]) => (string | null)[] | null
  /** The machine's BPF programs; null when they may not be listed, or there can be none. */
  readonly knownPrograms: KnownPrograms | null
  /** Whether tracked connections are wanted: there may be very many. */
  readonly wantsFlows: boolean
  /** Whether a part of the kernel may be asked without being loaded for it: `nf_tables`, `ip_set`. */
  readonly isLoaded: (module: string) => boolean
  /** What takes long goes on after the way back home; it may use sockets opened here, which it has to close. */
  readonly postpone: (work: (turns: Turns) => Promise<readonly unknown[]>) => void
  /** Says what is missing from, or wrong with, the records. */
  readonly report: (kind: Problem['kind'], message: string) => void
}

/** Reads one kind of record of one namespace. It decodes and returns; it decides nothing and calls nothing else. */
export interface Collector<R> {
  readonly shape: Shape<R>
  /** Its records are the same objects from look to look while nothing changed, also at thorough ones, and big. */
  readonly shared?: true
  /**
   * `hub`: asked from the hub, where every namespace's peers have one number. `inside`: asked in the namespace itself.
   * `hub-last`: asked from the hub when it knows all namespaces.
   * What is `inside` cannot be read of a namespace that nobody can open.
   */
  readonly from: 'hub' | 'inside' | 'hub-last'
  /** @throws KernelError, DecodeError: the runner turns them into problems */
  readonly collect: (look: Look) => readonly R[]
}

export type RecordOf<C> = C extends Collector<infer R> ? R : never
