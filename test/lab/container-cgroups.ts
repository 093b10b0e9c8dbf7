import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Where the cgroup hierarchies are mounted: one a controller on version 1, one in all on version 2. */
export const hierarchies = (): readonly string[] =>
  readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .filter((line) => / - cgroup2? /.test(line))
    .map((line) => line.split(' ')[4] ?? '')

/** The id that a process gets when it is made a container: 64 hexadecimal digits, as Docker's. */
export const containerIdOf = (pid: number): string => createHash('sha256').update(`${pid}`).digest('hex')

/**
 * Puts a process into cgroups of its own, named as Docker names them (`/RUN/docker/ID`), in every hierarchy: without an
 * engine, this is what makes it a container. The lab removes them with all that bears the name of the run.
 * @returns the id
 */
export const containInCgroups = (runId: string, pid: number): string => {
  const id = containerIdOf(pid)
  for (const mount of hierarchies()) {
    const folder = `${mount}/${runId}/docker/${id}`
    mkdirSync(folder, { recursive: true })
    if (mount.endsWith('/cpuset')) inheritCpuset(mount, `${runId}/docker/${id}`)
    writeFileSync(`${folder}/cgroup.procs`, `${pid}`)
  }
  return id
}

/** A new cgroup of the v1 cpuset controller has no processors, and takes no process, until it is given some. */
const inheritCpuset = (mount: string, path: string): void => {
  let folder = mount
  for (const part of path.split('/')) {
    const below = `${folder}/${part}`
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      writeFileSync(`${below}/${file}`, readFileSync(`${folder}/${file}`))
    folder = below
  }
}
