import { fstatSync } from 'node:fs'
import { KernelError, problemKindOf } from '../linux/errno.ts'
import { type OpenNamespace, openNamespace } from '../linux/namespace.ts'

/** The inode by which `lsns` and `/proc/PID/ns/net` show a namespace. */
export const inodeOf = (namespace: OpenNamespace): number => fstatSync(namespace.fd).ino

/** We have no descriptor left, or the machine has no memory: that says nothing of the namespace. */
const exhausted: readonly string[] = ['EMFILE', 'ENFILE', 'ENOMEM']

/**
 * Opens the first path that still leads to the expected namespace. A path whose inode is another one (a pid that was
 * used again) is passed over, as is one that has vanished.
 * @throws KernelError when none opens, and one was refused or could not be tried
 */
export const openExpected = (paths: Iterable<string>, inode: number | null): OpenNamespace | null => {
  let refused: KernelError | undefined
  for (const path of paths) {
    try {
      const namespace = openNamespace(path)
      if (inode === null || inodeOf(namespace) === inode) return namespace
      namespace[Symbol.dispose]()
    } catch (error) {
      if (!(error instanceof KernelError)) throw error
      if (problemKindOf(error.code) === 'denied' || exhausted.includes(error.code)) refused = error
    }
  }
  if (refused) throw refused
  return null
}
