import { type Check, ofContainers } from '../check.ts'
import { isInForce, mountEvidence } from '../reading/mounts.ts'
import { runAnew } from '../reading/run-anew.ts'

export const mountPropagation: Check = {
  id: 'mount-propagation',
  title: 'What a container mounts appears on the host (shared propagation)',
  gain: 'With CAP_SYS_ADMIN it covers files of the host with its own.',
  reference: '5.19',
  find: ofContainers((subject) => {
    const mounts = subject.confinement.mounts ?? []
    const found = mounts.filter((mount) => mount.shared && mount.hostPath !== undefined && isInForce(mounts, mount))
    if (found.length === 0) return null
    return {
      severity: 'medium',
      reason: 'mounting needs CAP_SYS_ADMIN',
      evidence: found.map((mount) => {
        const { where, fact } = mountEvidence(subject, mount)
        return { where, fact: `${fact}, shared` }
      }),
      remedy: runAnew(subject, 'without :shared and bind-propagation=shared'),
    }
  }),
}
