import type { Container } from '../../../../collectors/containers/record.ts'
import type { Cause, Explanation, Finding } from '../cause.ts'
import { containerEvidence, containerWords } from '../reading/container-facts.ts'
import { dockerCommand } from '../reading/docker-command.ts'
import { containerAtEnd, serverContainer } from '../reading/involved.ts'
import { cgroupOf } from '../reading/usage-of.ts'

/** It has as many tasks as it may: programs that fork, or start a thread for each connection, cannot. */
export const pidsLimitHit: Cause = {
  id: 'pids-limit-hit',
  layer: 'state',
  symptom: 'The service is dead, or accepts and never answers; "can\'t fork" in its log.',
  confirm: 'pids.current of its cgroup is pids.max, and `max` in pids.events rises.',
  more: 'https://docs.kernel.org/admin-guide/cgroup-v2.html#pid',
  explain: (finding) => {
    const { loss, exchange } = finding
    if (loss?.reason === 'no-socket')
      return hits(
        containerAtEnd(finding),
        finding,
        (name) =>
          `Nobody on ${name} hears on port ${exchange?.probe.port}, and programs could not be started there: it`,
      )
    return loss?.reason === 'backlog-full' ? stuck(finding, (name) => `${name} takes no connections: it`) : null
  },
  warn: (finding) => stuck(finding, (name) => `Programs of ${name} that fork fail: it`),
}

/** It has all that it may just now. */
const stuck = (finding: Finding, words: (name: string) => string): Explanation | null => {
  const container = serverContainer(finding)
  const { current = 0, limit = 1 } = container === null ? {} : (cgroupOf(container, finding.scene.snapshot)?.pids ?? {})
  return current < limit ? null : hits(container, finding, words)
}

/** It had all that it may, and a fork failed for that. */
const hits = (
  container: Container | null,
  { scene: { snapshot } }: Finding,
  words: (name: string) => string,
): Explanation | null => {
  const pids = container === null ? undefined : cgroupOf(container, snapshot)?.pids
  const { current = 0, limit, limitHits = 0 } = pids ?? {}
  if (container === null || limit === undefined || Number(limitHits) === 0) return null
  const name = containerWords(container)
  return {
    summary: `${words(name)} may have ${limit} tasks, and ${limitHits} more were refused.`,
    evidence: [
      containerEvidence(container, `pids.current ${current}, pids.max ${limit}, pids.events: max ${limitHits}`),
    ],
    remedy: [
      dockerCommand(snapshot, 'update', `--pids-limit=${BigInt(limit) * 4n}`, name),
      dockerCommand(snapshot, 'restart', name),
    ],
  }
}
