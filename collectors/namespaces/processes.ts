import { ConfigError } from '../config-error.ts'
import { netInode } from '../procfs/namespace-link.ts'
import { readLink, readNames, readText } from '../procfs/read.ts'

/** A process, the inode of its network namespace, and what its cgroup file says, all read at one moment. */
export interface SeenProcess {
  readonly pid: number
  readonly inode: number
  readonly cgroup: string
}

/** All processes of a procfs; those that could not be looked into are only counted. */
export interface ProcessScan {
  readonly processes: readonly SeenProcess[]
  readonly denied: readonly number[]
}

/** Other errors, too many open files among them, pass. */
const misplaced: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'])

/** @throws ConfigError when procfs is not there: the host's root is somewhere else; Error when it cannot be listed now */
export const scanProcesses = (proc: string): ProcessScan => {
  const processes: SeenProcess[] = []
  const denied: number[] = []
  const names = readNames(proc)
  if (names.code !== undefined) {
    const message = `${proc} cannot be listed (${names.code})`
    throw misplaced.has(names.code) ? new ConfigError('--root', message) : new Error(message)
  }
  for (const name of names.value) {
    const pid = Number(name)
    if (!Number.isInteger(pid)) continue
    const seen = lookAt(proc, pid)
    if (seen === 'denied') denied.push(pid)
    else if (seen !== 'vanished') processes.push(seen)
  }
  return { processes, denied }
}

/**
 * The namespace is read before and after the cgroup: if the pid was given to another process in between, both belong to
 * one of them only when the namespace is the same, and then it does not matter.
 */
const lookAt = (proc: string, pid: number): SeenProcess | 'denied' | 'vanished' => {
  const path = `${proc}/${pid}/ns/net`
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = readLink(path)
    if (before.code !== undefined) return before.code === 'EACCES' || before.code === 'EPERM' ? 'denied' : 'vanished'
    const inode = netInode(before.value)
    const cgroup = readText(`${proc}/${pid}/cgroup`)
    const after = readLink(path)
    if (inode === null || after.code !== undefined) return 'vanished'
    if (after.value === before.value) return { pid, inode, cgroup: cgroup.code === undefined ? cgroup.value : '' }
  }
  return 'vanished'
}
