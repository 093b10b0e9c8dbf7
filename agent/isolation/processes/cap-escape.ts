import { type Check, ofContainers } from '../check.ts'
import { capabilitiesIn, escapes } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

/** Of these each alone is enough. */
const worst: ReadonlySet<string> = new Set(['SYS_ADMIN', 'SYS_MODULE', 'SYS_RAWIO', 'DAC_READ_SEARCH'])

export const capEscape: Check = {
  id: 'cap-escape',
  title: 'A container has a capability that leads out of it',
  gain: 'Gets from root in the container to the host.',
  reference: '5.3',
  find: ofContainers((subject) => {
    const { leader, isRemapped } = subject
    const has = capabilitiesIn(leader.capabilities.effective).filter((capability) => escapes.has(capability))
    if (has.length === 0) return null
    const seesHost = has.includes('SYS_PTRACE')
    const isWorst = has.some((capability) => worst.has(capability))
    return {
      severity: isRemapped ? 'low' : isWorst ? 'critical' : seesHost ? 'high' : 'medium',
      reason: isRemapped
        ? 'its user namespace limits it to its own things'
        : has.map((capability) => `CAP_${capability} ${escapes.get(capability)}`).join('; '),
      evidence: [
        processEvidence(
          leader,
          'status',
          `CapEff: ${leader.capabilities.effective} has ${has.map((capability) => `CAP_${capability}`).join(', ')}`,
        ),
      ],
      remedy: runAnew(subject, `without ${has.map((capability) => `--cap-add ${capability}`).join(' ')}`),
    }
  }),
}
