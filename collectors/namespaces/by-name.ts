import { join } from 'node:path'
import { problemKindOf } from '../linux/errno.ts'
import type { Problem } from '../problem.ts'
import { readNames } from '../procfs/read.ts'
import type { Candidate } from './candidate.ts'
import { openExpected } from './open.ts'

/** Folders in which namespaces are bind-mounted by name: `ip netns` and Docker (netns(8), libnetwork). */
export const usualFolders = (run: string): string[] => [join(run, 'netns'), join(run, 'docker', 'netns')]

/** One candidate for each entry of the folders. A folder that is not there is normal. */
export const namespacesOfFolders = (
  folders: readonly string[],
  report: (kind: Problem['kind'], message: string) => void,
): Candidate[] =>
  folders.flatMap((folder) => {
    const names = readNames(folder)
    if (names.code === undefined) return names.value.map((name) => named(folder, name))
    if (names.code !== 'ENOENT') report(problemKindOf(names.code), `${folder} cannot be listed (${names.code})`)
    return []
  })

const named = (folder: string, name: string): Candidate => ({
  holder: 'name',
  inode: null,
  name,
  pids: [],
  open: () => openExpected([join(folder, name)], null),
})
