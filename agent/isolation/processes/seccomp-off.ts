import { type Check, ofContainers } from '../check.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const seccompOff: Check = {
  id: 'seccomp-off',
  title: 'A container may use every system call (no seccomp filter)',
  gain: 'Reaches parts of the kernel that the default filter hides, where most kernel exploits begin.',
  reference: '5.21',
  find: ofContainers((subject) => {
    const { leader } = subject
    if (leader.seccomp !== 0) return null
    return {
      severity: 'medium',
      reason: 'other layers still hold, and a flaw in the kernel is needed',
      evidence: [processEvidence(leader, 'status', 'Seccomp: 0')],
      remedy: runAnew(subject, 'without --security-opt seccomp=unconfined'),
    }
  }),
}
