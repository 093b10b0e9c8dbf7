import type { OpenNamespace } from '../linux/namespace.ts'

/**
 * What shows a namespace to us, in the order in which we look:
 * a process, a name in a folder of namespaces, a thread, a bind mount elsewhere, an open descriptor, a socket.
 */
export const holders = ['process', 'name', 'thread', 'mount', 'descriptor', 'socket', 'unknown'] as const
export type Holder = (typeof holders)[number]

/** A way to a namespace, not yet taken. */
export interface Candidate {
  readonly holder: Holder
  /** The inode that it should have, where that is known before it is opened. */
  readonly inode: number | null
  /** The name that users know it by, for named namespaces. */
  readonly name?: string
  readonly pids: readonly number[]
  /**
   * Opens it, by whichever of the ways still works; null when none does any more.
   * @throws KernelError when it is refused
   */
  readonly open: () => OpenNamespace | null
}
