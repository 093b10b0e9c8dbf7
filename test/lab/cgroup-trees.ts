import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'

/** The folders of a run in every cgroup hierarchy that is mounted (v1 has one a controller, v2 one in all). */
const treesOf = (runId: string): readonly string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => `${line.split(' ')[4]}/${runId}`)
    .filter((path) => existsSync(path))

/** A tree's folders, the innermost first. */
const foldersOf = (tree: string): readonly string[] => [
  ...readdirSync(tree, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => foldersOf(`${tree}/${entry.name}`)),
  tree,
]

/** The processes in a run's cgroups: what its containers run. A frozen one is thawed, else it would not die of SIGKILL. */
export const cgroupProcesses = (runId: string): readonly number[] => {
  const pids = new Set<number>()
  for (const folder of treesOf(runId).flatMap(tolerant(foldersOf, []))) {
    if (existsSync(`${folder}/freezer.state`)) tolerant(write, undefined)(`${folder}/freezer.state`, 'THAWED')
    if (existsSync(`${folder}/cgroup.freeze`)) tolerant(write, undefined)(`${folder}/cgroup.freeze`, '0')
    for (const pid of tolerant(read, '')(`${folder}/cgroup.procs`).split('\n')) {
      // 0 is a process of another pid namespace: to kill it would kill ourselves.
      if (Number(pid) > 0) pids.add(Number(pid))
    }
  }
  return [...pids]
}

/** Removes what is empty of a run's cgroups; true when nothing is left. A cgroup stays busy for a moment after its last process. */
export const removeCgroups = (runId: string): boolean => {
  for (const folder of treesOf(runId).flatMap(tolerant(foldersOf, []))) tolerant(rmdirSync, undefined)(folder)
  return treesOf(runId).length === 0
}

const read = (path: string): string => readFileSync(path, 'utf8')

const write = (path: string, text: string): void => writeFileSync(path, text)

/** Folders vanish while they are walked, because their containers end: then the answer is `otherwise`. */
const tolerant =
  <A extends readonly unknown[], R, O>(act: (...args: A) => R, otherwise: O) =>
  (...args: A): R | O => {
    try {
      return act(...args)
    } catch {
      return otherwise
    }
  }
