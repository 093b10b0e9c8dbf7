import { type Check, ofContainers } from '../check.ts'
import { capabilitiesIn, recentCapabilities } from '../reading/capabilities.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

export const capPrivileged: Check = {
  id: 'cap-privileged',
  title: 'A container has all capabilities that the host has (privileged)',
  gain: 'Mounts the disks of the host, loads kernel modules, changes everything: it is root on the host.',
  reference: '5.4',
  find: ofContainers((subject, { snapshot: { hostConfinement } }) => {
    const { leader, isRemapped } = subject
    const { effective } = leader.capabilities
    const has = new Set(capabilitiesIn(effective))
    const all = capabilitiesIn(hostConfinement?.capabilities ?? '').filter((name) => !recentCapabilities.has(name))
    if (all.length === 0 || !all.every((capability) => has.has(capability))) return null
    return {
      severity: isRemapped ? 'medium' : 'critical',
      reason: isRemapped
        ? 'its user namespace limits them to its own things'
        : 'with these capabilities nothing of the kernel holds it back',
      evidence: [
        processEvidence(leader, 'status', `CapEff: ${effective}`),
        { where: '/proc/1/status', fact: `CapBnd: ${hostConfinement?.capabilities}` },
      ],
      remedy: runAnew(subject, 'with the --cap-add and --device that it needs instead of --privileged'),
    }
  }),
}
