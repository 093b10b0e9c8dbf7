import { statSync } from 'node:fs'
import { KernelError } from '../linux/errno.ts'
import { namespaceOfSocket } from '../linux/namespace.ts'
import { netInode } from '../procfs/namespace-link.ts'
import { fsErrorCode, readLink, readNames } from '../procfs/read.ts'
import type { Candidate } from './candidate.ts'
import { openExpected } from './open.ts'
import type { SeenProcess } from './processes.ts'

/** An open file of a process, and where its link in `/proc/PID/fd` points. */
interface Descriptor {
  readonly pid: number
  readonly number: string
  readonly link: string
}

/** Those of all processes but this one, which holds no namespace that it has not found. */
function* descriptors(proc: string, processes: readonly SeenProcess[]): Generator<Descriptor> {
  // As this procfs counts: in a container our own number may be another process of the host.
  const self = readLink(`${proc}/self`)
  for (const { pid } of processes) {
    if (self.code === undefined && self.value === String(pid)) continue
    const numbers = readNames(`${proc}/${pid}/fd`)
    if (numbers.code !== undefined) continue
    for (const number of numbers.value) {
      const link = readLink(`${proc}/${pid}/fd/${number}`)
      if (link.code === undefined) yield { pid, number, link: link.value }
    }
  }
}

/** Namespaces that a process keeps only by an open descriptor. */
export const namespacesOfDescriptors = (proc: string, processes: readonly SeenProcess[]): Candidate[] => {
  const candidates = new Map<number, Candidate>()
  for (const { pid, number, link } of descriptors(proc, processes)) {
    const path = `${proc}/${pid}/fd/${number}`
    const inode = netInode(link) ?? (link === '/' ? inodeBehindGoneName(path) : null)
    if (inode === null || candidates.has(inode)) continue
    candidates.set(inode, { holder: 'descriptor', inode, pids: [], open: () => openExpected([path], inode) })
  }
  return [...candidates.values()]
}

/**
 * A descriptor that was opened by a name (`/run/netns/blue`) shows that name as long as it is mounted, and `/` when it is not.
 * Null for the descriptor of a root folder. Of other kinds of namespaces, too, the inode is told: opening it shows the kind.
 */
const inodeBehindGoneName = (path: string): number | null => {
  try {
    const { dev, ino } = statSync(path)
    return dev === statSync('/proc/thread-self/ns/net').dev ? ino : null
  } catch (error) {
    fsErrorCode(error)
    return null
  }
}

/**
 * Namespaces that live on because a process has a socket in them. Each socket has to be taken over for a moment to ask
 * (pidfd_getfd, 5.6), so this is only for namespaces that a veth leads to and that nothing else shows.
 */
export const namespacesOfSockets = (proc: string, processes: readonly SeenProcess[]): Candidate[] =>
  [...descriptors(proc, processes)]
    .filter(({ link }) => link.startsWith('socket:['))
    .map(({ pid, number }) => ({
      holder: 'socket',
      inode: null,
      pids: [],
      open: () => openSocket(pid, Number(number)),
    }))

const openSocket = (pid: number, descriptor: number): ReturnType<Candidate['open']> => {
  try {
    return namespaceOfSocket(pid, descriptor)
  } catch (error) {
    if (error instanceof KernelError) return null
    throw error
  }
}
