import { netInode } from './namespace-link.ts'

/** A network namespace that is bind-mounted somewhere. */
export interface NamespaceMount {
  readonly inode: number
  readonly mountPoint: string
}

/** Spaces, tabs, newlines and backslashes are octal in mountinfo (`\040`). */
export const unescapeOctal = (path: string): string =>
  path.includes('\\')
    ? path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    : path

/**
 * The bind-mounted network namespaces in a `/proc/PID/mountinfo`:
 * `36 35 0:4 net:[4026532301] /run/netns/blue rw shared:20 - nsfs nsfs rw` (proc_pid_mountinfo(5)).
 */
export const namespaceMounts = (mountinfo: string): NamespaceMount[] => {
  const mounts: NamespaceMount[] = []
  for (const line of mountinfo.split('\n')) {
    if (!line.includes(' - nsfs ')) continue
    const [, , , root = '', mountPoint = ''] = line.split(' ')
    const inode = netInode(root)
    if (inode !== null) mounts.push({ inode, mountPoint: unescapeOctal(mountPoint) })
  }
  return mounts
}
