import { join } from 'node:path'
import { namespaceId, type OpenNamespace } from '../linux/namespace.ts'
import type { HostPaths } from '../procfs/root.ts'
import { usualFolders } from './by-name.ts'
import { openExpected } from './open.ts'
import type { Namespace } from './record.ts'

/** Where namespaces are found: procfs and the folders of `ip netns` and Docker, and more such folders. */
export interface Places {
  readonly paths: HostPaths
  readonly folders: readonly string[]
}

/** Processes that are tried: of hundreds in a namespace not all have ended. */
const mostProcesses = 8

/**
 * Opens a namespace that a look found, if it is still there: the inode may be another one's by now, the id is not.
 * @param home this process's own namespace
 * @throws KernelError when it may not be opened
 */
export const openKnown = (
  { id, inode, names, pids, root }: Namespace,
  { paths, folders }: Places,
  home: OpenNamespace,
): OpenNamespace | null => {
  const ways = [
    ...(root ? ['/proc/thread-self/ns/net'] : []),
    ...pids.slice(0, mostProcesses).map((pid) => `${paths.proc}/${pid}/ns/net`),
    ...[...usualFolders(paths.run), ...folders].flatMap((folder) => names.map((name) => join(folder, name))),
  ]
  const namespace = openExpected(ways, inode)
  if (namespace === null || namespaceId(namespace, home) === id) return namespace
  namespace[Symbol.dispose]()
  return null
}
