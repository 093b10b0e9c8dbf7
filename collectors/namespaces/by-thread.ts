import { netInode } from '../procfs/namespace-link.ts'
import { readLink, readNames } from '../procfs/read.ts'
import type { Candidate } from './candidate.ts'
import { openExpected } from './open.ts'
import type { SeenProcess } from './processes.ts'

/** Threads in another namespace than the rest of their process (setns and unshare move one thread). */
export const namespacesOfThreads = (proc: string, processes: readonly SeenProcess[]): Candidate[] =>
  processes.flatMap(({ pid, inode: own }) => {
    const threads = readNames(`${proc}/${pid}/task`)
    if (threads.code !== undefined || threads.value.length < 2) return []
    return threads.value.flatMap((thread) => {
      const path = `${proc}/${pid}/task/${thread}/ns/net`
      const link = readLink(path)
      const inode = link.code === undefined ? netInode(link.value) : null
      if (inode === null || inode === own) return []
      return [{ holder: 'thread', inode, pids: [pid], open: () => openExpected([path], inode) } as const]
    })
  })
