import { readLink } from './read.ts'

/** The kinds of namespaces, as the files in `/proc/PID/ns` are called (namespaces(7)); `time` since 5.6, `cgroup` since 4.6. */
export const namespaceKinds = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const
export type NamespaceKind = (typeof namespaceKinds)[number]

/** Inodes of namespaces by kind, as `lsns` shows them. A kind that this kernel does not have is absent. */
export type NamespaceInodes = { readonly [kind in NamespaceKind]?: number }

/** What a kernel that runs containers may lack. */
const recentKinds: readonly NamespaceKind[] = ['cgroup', 'time']

/** `mnt:[4026531841]` */
const inodeIn = (link: string, kind: NamespaceKind): number | null => {
  const [, inode] = link.startsWith(`${kind}:[`) ? (/:\[(\d+)\]$/.exec(link) ?? []) : []
  return inode === undefined ? null : Number(inode)
}

/**
 * The namespaces of a process, by the links in `/proc/PID/ns`. Null when the process is gone or may not be looked into,
 * which takes CAP_SYS_PTRACE and every capability that is in use there.
 */
export const readNamespaces = (proc: string, pid: number | 'self'): NamespaceInodes | null => {
  const inodes: { [kind in NamespaceKind]?: number } = {}
  for (const kind of namespaceKinds) {
    const link = readLink(`${proc}/${pid}/ns/${kind}`)
    if (link.code !== undefined && !(link.code === 'ENOENT' && recentKinds.includes(kind))) return null
    const inode = link.code === undefined ? inodeIn(link.value, kind) : null
    if (inode !== null) inodes[kind] = inode
  }
  return Object.keys(inodes).length > 0 ? inodes : null
}
