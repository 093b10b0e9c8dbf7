import { type Check, ofContainers } from '../check.ts'
import { capabilitiesIn } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const capAmbient: Check = {
  id: 'cap-ambient',
  title: 'A container hands capabilities on to every program that it starts',
  gain: 'A program without any right of its own, and its children, have them: one flaw in any of them is enough.',
  reference: null,
  find: ofContainers((subject) => {
    const { leader } = subject
    const { ambient, inheritable } = leader.capabilities
    const handed = capabilitiesIn(ambient)
    const inherited = capabilitiesIn(inheritable)
    if (handed.length === 0 && inherited.length === 0) return null
    return {
      severity: handed.length > 0 ? 'medium' : 'low',
      reason:
        handed.length > 0
          ? 'ambient capabilities last over execve without any mark on the file'
          : 'inheritable capabilities go to programs whose file has them as well (CVE-2022-24769)',
      evidence: [processEvidence(leader, 'status', `CapAmb: ${ambient}, CapInh: ${inheritable}`)],
      remedy: runAnew(subject, 'with an engine of 20.10.14 or later, and without ambient capabilities'),
    }
  }),
}
