import type { NamespaceKind } from '../../../collectors/procfs/namespace-links.ts'
import { type Check, ofContainers } from '../check.ts'
import type { Severity } from '../finding.ts'
import { processEvidence } from './process-evidence.ts'
import { runAnew } from './run-anew.ts'

interface HostNamespace extends Omit<Check, 'find'> {
  readonly kind: Exclude<NamespaceKind, 'net'>
  readonly severity: Severity
  readonly reason: string
  /** Words of `docker run` that mend it. */
  readonly mend: string
}

/** A check for containers whose first process is in the host's namespace of a kind. */
export const hostNamespace = ({ kind, severity, reason, mend, ...check }: HostNamespace): Check => ({
  ...check,
  find: ofContainers((subject, { snapshot }) => {
    const { leader } = subject
    const inode = leader.namespaces?.[kind]
    if (inode === undefined || inode !== snapshot.host?.namespaces?.[kind]) return null
    return {
      severity,
      reason,
      evidence: [processEvidence(leader, `ns/${kind}`, `${kind}:[${inode}], the host's`)],
      remedy: runAnew(subject, mend),
    }
  }),
})
