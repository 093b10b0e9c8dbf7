import type { Confinement } from '../../../collectors/confinement/record.ts'
import { containerWords } from '../../reachability/causes/reading/container-facts.ts'
import { dockerCommand } from '../../reachability/causes/reading/docker-command.ts'
import { type Check, ofContainers } from '../check.ts'
import type { Severity } from '../finding.ts'
import { runAnew } from './run-anew.ts'

interface Unlimited extends Omit<Check, 'find'> {
  readonly controller: keyof Confinement['limits']
  /** What its files are called, of version 2 and 1. */
  readonly file: string
  readonly severity: Severity
  readonly reason: string
  /** Words of `docker update`; null: only a new container can have it. */
  readonly update: readonly string[] | null
  /** Words of `docker run`. */
  readonly run: string
}

/** A check for containers that no cgroup limits, neither their own nor one above it. */
export const unlimited = ({ controller, file, severity, reason, update, run, ...check }: Unlimited): Check => ({
  ...check,
  find: ofContainers((subject, { snapshot }) => {
    const { container, confinement } = subject
    const found = confinement.limits[controller]
    if (found === undefined || found.limit !== null) return null
    return {
      severity,
      reason,
      evidence: [{ where: `${file} of cgroup ${found.cgroup} and all above it`, fact: 'no limit' }],
      remedy:
        update === null || container.runtime !== 'docker'
          ? runAnew(subject, run)
          : [dockerCommand(snapshot, 'update', ...update, containerWords(container))],
    }
  }),
})
