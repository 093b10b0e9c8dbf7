import { type Check, ofContainers } from '../check.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const noNewPrivs: Check = {
  id: 'no-new-privs',
  title: 'Programs of a container can gain rights by setuid files',
  gain: 'An ordinary user in the container becomes its root by a flaw in su, sudo, mount or the like.',
  reference: '5.25',
  find: ofContainers((subject) => {
    const { leader } = subject
    if (leader.noNewPrivileges !== false) return null
    return {
      severity: 'low',
      reason: "it is Docker's default, and rights stay within the bounding set",
      evidence: [processEvidence(leader, 'status', 'NoNewPrivs: 0')],
      remedy: runAnew(subject, '--security-opt no-new-privileges'),
    }
  }),
}
