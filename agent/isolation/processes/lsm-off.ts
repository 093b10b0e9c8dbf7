import { type Check, ofContainers } from '../check.ts'
import { processEvidence } from '../reading/process-evidence.ts'
import { runAnew } from '../reading/run-anew.ts'

/** Modules that confine programs by a label or a profile. */
const confining = ['apparmor', 'selinux']

export const lsmOff: Check = {
  id: 'lsm-off',
  title: 'A container is not confined by AppArmor or SELinux, though the host has it',
  gain: 'Uses mounts, ptrace and files of /proc and /sys that the profile would deny.',
  reference: '5.1',
  find: ofContainers((subject, { snapshot: { hostConfinement } }) => {
    const { leader } = subject
    const active = hostConfinement?.securityModules?.filter((module) => confining.includes(module)) ?? []
    if (active.length === 0 || !isUnconfined(leader.label)) return null
    return {
      severity: 'medium',
      reason: 'other layers still hold',
      evidence: [
        processEvidence(leader, 'attr/current', leader.label ?? ''),
        { where: '/sys/kernel/security/lsm', fact: active.join(',') },
      ],
      remedy: runAnew(
        subject,
        active.includes('selinux')
          ? 'without --security-opt label=disable'
          : 'without --security-opt apparmor=unconfined',
      ),
    }
  }),
}

/** AppArmor says `unconfined`; of SELinux these types may do everything. A label that was not read says nothing. */
const isUnconfined = (label: string | undefined): boolean =>
  label !== undefined && /^unconfined$|:(unconfined_t|spc_t|unconfined_service_t)(:|$)/.test(label)
