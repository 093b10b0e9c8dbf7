import { type Check, ofContainers } from '../check.ts'
import { capabilitiesIn, dockerDefaults, escapes } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const capAdded: Check = {
  id: 'cap-added',
  title: 'A container may get more capabilities than Docker gives by default',
  gain: 'Has more of the kernel to attack.',
  reference: '5.3',
  find: ofContainers((subject) => {
    const { leader } = subject
    const { bounding } = leader.capabilities
    // Those that lead out, and NET_ADMIN, are findings of their own as far as it has them now.
    const isTold = (capability: string): boolean =>
      (escapes.has(capability) || capability === 'NET_ADMIN') &&
      capabilitiesIn(leader.capabilities.effective).includes(capability)
    const added = capabilitiesIn(bounding).filter(
      (capability) => !dockerDefaults.has(capability) && !isTold(capability),
    )
    if (added.length === 0) return null
    return {
      severity: 'low',
      reason: 'a program with file capabilities or the setuid bit gets them',
      evidence: [
        processEvidence(
          leader,
          'status',
          `CapBnd: ${bounding} has ${added.map((capability) => `CAP_${capability}`).join(', ')}`,
        ),
      ],
      remedy: runAnew(subject, `without ${added.map((capability) => `--cap-add ${capability}`).join(' ')}`),
    }
  }),
}
