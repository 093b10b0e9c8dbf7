import { type Check, ofContainers } from '../check.ts'
import { mountAt, mountEvidence } from '../reading/mounts.ts'
import { runAnew } from '../reading/run-anew.ts'

export const mountRootfsRw: Check = {
  id: 'mount-rootfs-rw',
  title: "A container's own files can be changed",
  gain: 'Leaves programs behind that run at the next start.',
  reference: '5.12',
  find: ofContainers((subject) => {
    const root = mountAt(subject.confinement.mounts ?? [], '/')
    if (root?.writable !== true) return null
    return {
      severity: 'info',
      reason: "it is Docker's default, and gone with the container",
      evidence: [mountEvidence(subject, root)],
      remedy: runAnew(subject, '--read-only --tmpfs /tmp'),
    }
  }),
}
