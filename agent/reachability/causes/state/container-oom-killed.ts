import type { Snapshot } from '../../../../collectors/snapshot.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { containerAtEnd, stoppedContainer } from '../reading/involved.ts'
import { cgroupOf } from '../reading/usage-of.ts'

/** The kernel killed it, or a program of it, for the memory that it used. */
export const containerOomKilled: Cause = {
  id: 'container-oom-killed',
  layer: 'state',
  symptom: 'As if it were stopped; it ended with exit code 137.',
  confirm: '`docker inspect` shows State.OOMKilled true; `oom_kill` in memory.events of its cgroup rises.',
  more: 'https://docs.docker.com/engine/containers/resource_constraints/',
  explain: (finding) => stoppedByIt(finding) ?? programKilled(finding),
}

const stoppedByIt = (finding: Finding): Explanation | null => {
  const container = stoppedContainer(finding)
  if (container === null || !container.oomKilled) return null
  const { snapshot } = finding.scene
  const { memoryBytes } = container.limits
  const limit = memoryBytes === undefined ? '' : `, HostConfig.Memory=${memoryBytes}`
  const name = containerWords(container)
  return {
    summary: `${name} does not run: the kernel killed it, as it used more memory than it may${bytesWords(memoryBytes)}.`,
    evidence: [
      containerEvidence(
        container,
        `State.OOMKilled=true, State.Status=${container.state}, State.ExitCode=${container.exitCode}${limit}`,
      ),
    ],
    remedy: [...moreMemory(memoryBytes, name, snapshot), dockerCommand(snapshot, 'start', name)],
  }
}

const bytesWords = (bytes: number | undefined): string =>
  bytes === undefined ? '' : ` (${Math.round(bytes / 1024 / 1024)} MiB)`

/** Twice of what it may have now, and as much of swap. */
const moreMemory = (limit: number | bigint | undefined, name: string, snapshot: Snapshot): readonly string[] => {
  if (limit === undefined) return []
  const bytes = BigInt(limit)
  return [dockerCommand(snapshot, 'update', `--memory=${bytes * 2n}`, `--memory-swap=${bytes * 4n}`, name)]
}

/** The container runs on without the program that listened. */
const programKilled = (finding: Finding): Explanation | null => {
  if (finding.loss?.reason !== 'no-socket') return null
  const container = containerAtEnd(finding)
  const { snapshot } = finding.scene
  const memory = container === null ? undefined : cgroupOf(container, snapshot)?.memory
  const { oomKill = 0 } = memory?.events ?? {}
  if (container === null || Number(oomKill) === 0) return null
  const { limitBytes } = memory ?? {}
  const name = containerWords(container)
  return {
    summary: `The kernel has killed ${oomKill} ${Number(oomKill) === 1 ? 'process' : 'processes'} of ${name} for want of memory, and nobody listens there any more.`,
    evidence: [containerEvidence(container, `memory.events: oom_kill ${oomKill}; memory.max ${limitBytes ?? 'max'}`)],
    remedy: [...moreMemory(limitBytes, name, snapshot), dockerCommand(snapshot, 'restart', name)],
  }
}
