import type { Problem } from '../problem.ts'
import { blankContainer } from './blank-container.ts'
import { type CgroupOwner, cgroupOwners } from './cgroup-owner.ts'
import type { Container } from './record.ts'

/** What is known of a process. */
export type ProcessSighting = {
  readonly pid: number
  /** Field 22 of `/proc/PID/stat`: with the pid it names one process, ever. */
  readonly startTicks: number | bigint
  /** Id of its network namespace; null when it could not be read. */
  readonly netns: string | null
  /** The text of `/proc/PID/cgroup`. */
  readonly cgroup: string
}

export type JoinInput = {
  /** From Docker, without `netns` and `cgroup`. */
  readonly containers: readonly Container[]
  readonly processes: readonly ProcessSighting[]
  /** Whether Docker was asked over a Unix socket: only then its process ids are surely those of this kernel. */
  readonly local: boolean
}

/** A process and the container that its cgroup names. */
type Member = { readonly process: ProcessSighting; readonly owner: CgroupOwner }

/** The earlier of two; pids alone do not tell, because they start again from below. */
const earlier = (one: Member | undefined, other: Member): Member => {
  if (one === undefined) return other
  const { startTicks, pid } = one.process
  const isLater =
    other.process.startTicks === startTicks ? other.process.pid > pid : other.process.startTicks > startTicks
  return isLater ? one : other
}

/** The first process of each container that cgroups name: by id for those of Docker's list, by runtime and id for others. */
const firstMembers = (input: JoinInput, ownersOf: (process: ProcessSighting) => readonly CgroupOwner[]) => {
  const listed = new Set(input.containers.map(({ id }) => id))
  const ofDocker = new Map<string, Member>()
  const ofOthers = new Map<string, Member>()
  for (const process of input.processes) {
    const owners = ownersOf(process)
    // The outermost that Docker lists: an agent inside a container sees that container above all others.
    const mine = owners.find(({ id }) => listed.has(id))
    const [outermost] = owners
    if (mine !== undefined) ofDocker.set(mine.id, earlier(ofDocker.get(mine.id), { process, owner: mine }))
    else if (outermost !== undefined && outermost.runtime !== 'unknown') {
      const key = `${outermost.runtime} ${outermost.id}`
      ofOthers.set(key, earlier(ofOthers.get(key), { process, owner: outermost }))
    }
  }
  return { listed, ofDocker, ofOthers }
}

const withMember = (container: Container, { process, owner }: Member): Container => ({
  ...container,
  pid: process.pid,
  netns: process.netns,
  cgroup: owner.cgroup,
})

const unmanaged = (member: Member): Container => {
  const { runtime, id } = member.owner
  const name = /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id
  return withMember(blankContainer({ id, runtime, name }), member)
}

const lost = (container: Container, message: string): { container: Container; problem: Problem } => ({
  container: { ...container, pid: 0, netns: null },
  problem: { collector: 'containers', kind: 'vanished', about: `container ${container.id.slice(0, 12)}`, message },
})

/**
 * Completes Docker's containers with the namespace and cgroup of their first process, and adds the containers of other
 * runtimes, which only cgroups tell of (as `unknown` in state, with their earliest process). Without Docker's list its own
 * containers are found in the same way.
 *
 * A process is only taken for a container's when its cgroup says so, or says nothing: a pid may belong to another process
 * by now. Rather no namespace than another container's.
 */
export const joinContainers = (
  input: JoinInput,
): { readonly containers: readonly Container[]; readonly problems: readonly Problem[] } => {
  const byText = new Map<string, readonly CgroupOwner[]>()
  const ownersOf = ({ cgroup }: ProcessSighting): readonly CgroupOwner[] => {
    const owners = byText.get(cgroup) ?? cgroupOwners(cgroup)
    byText.set(cgroup, owners)
    return owners
  }
  const { listed, ofDocker, ofOthers } = firstMembers(input, ownersOf)
  const byPid = new Map(input.processes.map((process) => [process.pid, process]))

  const completed = (container: Container): { container: Container; problem?: Problem } => {
    const { id, pid, state } = container
    const member = ofDocker.get(id)
    // A container that Docker listed and could not describe has no pid; one that does not run has none either.
    if (pid === 0) {
      const undescribed = state === 'running' || state === 'paused' || state === 'unknown'
      return { container: member !== undefined && undescribed ? withMember(container, member) : container }
    }
    const process = byPid.get(pid)
    const owners = process === undefined ? [] : ownersOf(process)
    const owner = owners.find((candidate) => listed.has(candidate.id))
    if (process !== undefined && owner?.id === id) return { container: withMember(container, { process, owner }) }
    // Docker may count processes in another pid namespace than we do.
    if (member !== undefined) return { container: withMember(container, member) }
    if (process === undefined) return lost(container, `its process ${pid} has ended since Docker named it`)
    if (owners.length > 0) return lost(container, `process ${pid} belongs to another container by now`)
    if (!input.local)
      return lost(container, `process ${pid} bears no mark of this container; does the engine run on another host?`)
    return { container: { ...container, netns: process.netns } }
  }

  const joined = input.containers.map(completed)
  return {
    containers: [...joined.map(({ container }) => container), ...[...ofOthers.values()].map(unmanaged)],
    problems: joined.flatMap(({ problem }) => problem ?? []),
  }
}
