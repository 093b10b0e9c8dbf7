import { readNamespaces } from '../procfs/namespace-links.ts'
import { readText } from '../procfs/read.ts'
import { startTicks } from '../procfs/stat.ts'
import type { ConfinedProcess } from './record.ts'
import { parseStatus } from './status.ts'

/**
 * What a process may do. Its start is read before and after, and its cgroup in between: a pid that was given to another process
 * meanwhile is not believed.
 * @param isMember whether the text of its `/proc/PID/cgroup` is that of a process of the container
 * @returns null when it has ended, moved to another cgroup, or may not be looked into
 */
export const readProcess = (
  proc: string,
  pid: number,
  isMember: (cgroup: string) => boolean,
): ConfinedProcess | null => {
  const folder = `${proc}/${pid}`
  const start = startOf(folder)
  const status = readText(`${folder}/status`)
  const parsed = status.code === undefined ? parseStatus(status.value) : null
  if (start === 0 || parsed === null) return null
  const namespaces = readNamespaces(proc, pid)
  const label = labelOf(folder)
  const adjustment = textOf(`${folder}/oom_score_adj`)
  const command = textOf(`${folder}/comm`)
  if (!isMember(readCgroup(folder)) || startOf(folder) !== start) return null
  return {
    pid,
    startTicks: start,
    command: command ?? '',
    ...parsed,
    ...(label === null ? {} : { label }),
    ...(adjustment === null ? {} : { oomScoreAdjustment: Number(adjustment) }),
    ...(namespaces === null ? {} : { namespaces }),
  }
}

/** The text of `/proc/PID/cgroup`; empty where it cannot be read. */
const readCgroup = (folder: string): string => {
  const cgroup = readText(`${folder}/cgroup`)
  return cgroup.code === undefined ? cgroup.value : ''
}

const startOf = (folder: string): number => {
  const stat = readText(`${folder}/stat`)
  return stat.code === undefined ? startTicks(stat.value) : 0
}

const textOf = (path: string): string | null => {
  const text = readText(path)
  return text.code === undefined ? text.value.trimEnd() : null
}

/** AppArmor has a file of its own since 5.8; `current` is of the first module that has one. Some end in NUL. */
const labelOf = (folder: string): string | null => {
  const label = textOf(`${folder}/attr/apparmor/current`) ?? textOf(`${folder}/attr/current`)
  return label?.replace(/[\0\n]+$/, '') || null
}
